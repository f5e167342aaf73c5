/** The certificates of a site: the authority's own, and those it signs. PEM in, PEM out; nothing is kept here. */
import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A key and a certificate that belong together, as PEM. */
export interface CertifiedKey {
  readonly key: string;
  /** May be followed by the certificates of its chain. */
  readonly cert: string;
}

/** What an authority's certificate says. */
export interface Authority {
  readonly pem: string;
  readonly der: Uint8Array;
  /** SHA-256 of the certificate as openssl prints it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

const YEAR = 365 * 24 * 3600 * 1000;
const CA_YEARS = 20;
/** Longer than a job takes; a new one is made each time the door opens. */
const SERVER_YEARS = 2;
/** Machines whose clock battery is empty begin at some day of the past: a certificate that starts today fails there. */
const VALID_FROM = new Date(Date.UTC(2000, 0, 1));

/** Makes an authority; `now` is in milliseconds since 1970. */
export async function createAuthority(now: number): Promise<CertifiedKey> {
  const keys = await newKeys();
  const name = [{ name: 'commonName', value: `Fieldboot site ${randomBytes(4).toString('hex')}` }];
  const certificate = newCertificate(keys.publicKey, now + CA_YEARS * YEAR);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
  return { key: keys.privateKey, cert: forge.pki.certificateToPem(certificate) };
}

/** Reads an authority. Throws when key and certificate are none, or do not belong together. */
export function readAuthority({ key, cert }: CertifiedKey): Authority {
  const certificate = forge.pki.certificateFromPem(cert);
  const { n } = forge.pki.privateKeyFromPem(key);
  if ((certificate.publicKey as forge.pki.rsa.PublicKey).n.compareTo(n) !== 0)
    throw new Error('the key belongs to another certificate');
  const der = Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), 'latin1');
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
  const fingerprint = (digest.match(/../g) ?? []).join(':');
  return { pem: cert, der, fingerprint, notAfter: certificate.validity.notAfter.getTime() };
}

/** Signs a certificate for a server at an IPv4 address; the authority's own follows it. */
export async function issueFor(address: string, authority: CertifiedKey, now: number): Promise<CertifiedKey> {
  const issuer = forge.pki.certificateFromPem(authority.cert);
  const keys = await newKeys();
  const certificate = newCertificate(keys.publicKey, now + SERVER_YEARS * YEAR);
  certificate.setSubject([{ name: 'commonName', value: address }]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create());
  return { key: keys.privateKey, cert: forge.pki.certificateToPem(certificate) + authority.cert };
}

function newCertificate(publicKey: string, notAfter: number): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive, and never the same twice: clients refuse two certificates of one issuer with one number.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = VALID_FROM;
  certificate.validity.notAfter = new Date(notAfter);
  return certificate;
}

/** Made by the runtime, off the event loop. */
const newKeys = () =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
