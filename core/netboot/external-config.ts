/**
 * External mode: somebody else's DHCP server sends the machines here, and these are the lines to type into it.
 *
 * The choice is that of `loaders.ts`: each architecture its loader by TFTP, HTTP Boot the same by HTTP, and an iPXE
 * (which asks a second time when it has been loaded) the script. A server that cannot tell an iPXE from the firmware
 * would have the loader load itself for ever, so where that is so, other lines are given.
 */

import { formatIpv4, type Ipv4Network, maskOf, networkOf } from '../wire/address.ts';
import { bootFileFor, httpRoot, SCRIPT_PATH } from './loaders.ts';

export interface ExternalFacts {
  /** Our own address with the prefix of its network. */
  readonly server: Ipv4Network;
  readonly httpPort: number;
  /** Interface of this laptop, for the sentence that says how to serve. */
  readonly interface: string;
}

export type ExternalServer = 'isc' | 'kea' | 'dnsmasq' | 'windows' | 'mikrotik' | 'cisco';

export interface ExternalConfig {
  readonly server: ExternalServer;
  /** Its name for people. */
  readonly title: string;
  /** Where the lines go. */
  readonly where: string;
  readonly text: string;
}

/** One kind of machine: how it is known, and what it boots. */
interface Row {
  readonly name: string;
  readonly title: string;
  /** Architecture types of option 93. */
  readonly arch: readonly number[];
  readonly file: string;
  readonly http: boolean;
}

/** The lines for every server we know, in the order of the list. */
export function externalConfigs(facts: ExternalFacts): readonly ExternalConfig[] {
  const known = {
    ...facts,
    address: formatIpv4(facts.server.address),
    rows: rowsOf(facts),
    script: scriptOf(facts),
  };
  return [
    { server: 'isc', title: 'ISC dhcpd', where: 'dhcpd.conf, outside of every subnet', text: isc(known) },
    { server: 'kea', title: 'Kea', where: 'kea-dhcp4.conf, inside "Dhcp4"', text: kea(known) },
    { server: 'dnsmasq', title: 'dnsmasq', where: 'dnsmasq.conf', text: dnsmasq(known) },
    {
      server: 'windows',
      title: 'Windows Server (2012 or later)',
      where: 'PowerShell, as administrator, on the DHCP server',
      text: windows(known),
    },
    { server: 'mikrotik', title: 'MikroTik RouterOS 7', where: 'its terminal', text: mikrotik(known) },
    { server: 'cisco', title: 'Cisco IOS', where: 'configuration mode', text: cisco(known) },
  ];
}

interface Known extends ExternalFacts {
  readonly address: string;
  readonly rows: readonly Row[];
  /** URL for every iPXE. */
  readonly script: string;
}

function scriptOf({ server, httpPort }: ExternalFacts): string {
  return httpRoot(formatIpv4(server.address), httpPort) + SCRIPT_PATH;
}

function rowsOf({ server, httpPort }: ExternalFacts): readonly Row[] {
  const root = httpRoot(formatIpv4(server.address), httpPort);
  const file = (stage: 'rom' | 'http-boot', firmware: 'bios' | 'uefi-x64' | 'uefi-arm64') =>
    bootFileFor({ ...NOBODY, stage, firmware }, root).file ?? '';
  return [
    { name: 'bios', title: 'BIOS', arch: [0], file: file('rom', 'bios'), http: false },
    { name: 'x64', title: 'UEFI x64', arch: [7, 9], file: file('rom', 'uefi-x64'), http: false },
    { name: 'arm64', title: 'UEFI arm64', arch: [11], file: file('rom', 'uefi-arm64'), http: false },
    { name: 'http-x64', title: 'UEFI x64 HTTP', arch: [16], file: file('http-boot', 'uefi-x64'), http: true },
    {
      name: 'http-arm64',
      title: 'UEFI arm64 HTTP',
      arch: [19],
      file: file('http-boot', 'uefi-arm64'),
      http: true,
    },
  ];
}

const NOBODY = {
  mac: '',
  uuid: null,
  arch: [],
  ipxe: null,
  hostName: null,
  vendorClass: null,
  userClass: null,
} as const;

function isc({ address, rows, script }: Known): string {
  const hex = (arch: number) => `00:${arch.toString(16).padStart(2, '0')}`;
  const branch = ({ arch, file, http }: Row) => [
    `} elsif ${arch.map((type) => `option fieldboot-arch = ${hex(type)}`).join(' or ')} {`,
    ...(http ? ['  option vendor-class-identifier "HTTPClient";'] : [`  next-server ${address};`]),
    `  filename "${file}";`,
  ];
  return lines(
    'option fieldboot-arch code 93 = string;',
    'if exists user-class and option user-class = "iPXE" {',
    `  next-server ${address};`,
    `  filename "${script}";`,
    ...rows.flatMap(branch),
    '}',
  );
}

function kea({ address, rows, script }: Known): string {
  const isIpxe = "substring(option[77].hex,0,4) == 'iPXE'";
  const hex = (arch: number) => `0x${arch.toString(16).padStart(4, '0')}`;
  const classOf = ({ name, arch, file, http }: Row) => ({
    name: `fieldboot-${name}`,
    test: `not (${isIpxe}) and (${arch.map((type) => `option[93].hex == ${hex(type)}`).join(' or ')})`,
    ...(http ? {} : { 'next-server': address }),
    'boot-file-name': file,
    ...(http ? { 'option-data': [{ name: 'vendor-class-identifier', data: 'HTTPClient' }] } : {}),
  });
  const ipxe = { name: 'fieldboot-ipxe', test: isIpxe, 'next-server': address, 'boot-file-name': script };
  const classes = [ipxe, ...rows.map(classOf)];
  return lines(`"client-classes": ${JSON.stringify(classes, null, 2)}`);
}

function dnsmasq({ address, rows, script }: Known): string {
  const boot = ({ name, file, http }: Row) =>
    http
      ? [
          `dhcp-option-force=tag:fieldboot-${name},tag:!fieldboot-ipxe,option:vendor-class,HTTPClient`,
          `dhcp-boot=tag:fieldboot-${name},tag:!fieldboot-ipxe,${file}`,
        ]
      : [`dhcp-boot=tag:fieldboot-${name},tag:!fieldboot-ipxe,${file},,${address}`];
  return lines(
    'dhcp-match=set:fieldboot-ipxe,175',
    ...rows.flatMap(({ name, arch }) =>
      arch.map((type) => `dhcp-match=set:fieldboot-${name},option:client-arch,${type}`),
    ),
    `dhcp-boot=tag:fieldboot-ipxe,${script},,${address}`,
    ...rows.flatMap(boot),
  );
}

function windows({ address, server, rows, script }: Known): string {
  const option = (name: string, id: number, value: string) =>
    `Set-DhcpServerv4OptionValue -ScopeId $scope -PolicyName "Fieldboot ${name}" -OptionId ${id} -Value "${value}"`;
  const vendorClass = (http: boolean, arch: number) =>
    `${http ? 'HTTP' : 'PXE'}Client:Arch:${String(arch).padStart(5, '0')}`;
  const policy = ({ title, arch, file, http }: Row) => [
    ...arch.map(
      (type) =>
        `Add-DhcpServerv4Class -Name "Fieldboot ${title} ${type}" -Type Vendor -Data "${vendorClass(http, type)}"`,
    ),
    `Add-DhcpServerv4Policy -Name "Fieldboot ${title}" -ScopeId $scope -Condition OR -VendorClass EQ,${arch
      .map((type) => `"Fieldboot ${title} ${type}*"`)
      .join(',')}`,
    ...(http ? [option(title, 60, 'HTTPClient')] : [option(title, 66, address)]),
    option(title, 67, file),
  ];
  return lines(
    `$scope = "${formatIpv4(networkOf(server))}"`,
    'if (-not (Get-DhcpServerv4OptionDefinition -OptionId 60 -ErrorAction SilentlyContinue)) {',
    '  Add-DhcpServerv4OptionDefinition -Name "Class" -OptionId 60 -Type String',
    '}',
    'Add-DhcpServerv4Class -Name "Fieldboot iPXE" -Type User -Data "iPXE"',
    'Add-DhcpServerv4Policy -Name "Fieldboot iPXE" -ScopeId $scope -Condition OR -UserClass EQ,"Fieldboot iPXE" -ProcessingOrder 1',
    option('iPXE', 66, address),
    option('iPXE', 67, script),
    ...rows.flatMap(policy),
  );
}

function mikrotik({ address, server, rows, script }: Known): string {
  const set = (name: string, file: string, http: boolean) => [
    `/ip dhcp-server option add name=fieldboot-${name} code=67 value="s'${file}'"`,
    ...(http
      ? [
          `/ip dhcp-server option add name=fieldboot-${name}-class code=60 value="s'HTTPClient'"`,
          `/ip dhcp-server option sets add name=fieldboot-${name} options=fieldboot-${name},fieldboot-${name}-class`,
        ]
      : [`/ip dhcp-server option sets add name=fieldboot-${name} options=fieldboot-${name}`]),
  ];
  const matcher = (name: string, code: number, value: string, suffix = '') =>
    `/ip dhcp-server matcher add name=fieldboot-${name}${suffix} server=all code=${code} value=${value} option-set=fieldboot-${name}`;
  const hex = (arch: number) => `0x${arch.toString(16).padStart(4, '0')}`;
  return lines(
    `/ip dhcp-server network set [find address=${formatIpv4(networkOf(server))}/${server.prefix}] next-server=${address}`,
    ...set('ipxe', script, false),
    ...rows.flatMap(({ name, file, http }) => set(name, file, http)),
    '# the first that matches counts: iPXE must stay before the rest',
    matcher('ipxe', 77, '"iPXE"'),
    ...rows.flatMap(({ name, arch }) =>
      arch.map((type) => matcher(name, 93, hex(type), arch.length > 1 ? `-${type}` : '')),
    ),
  );
}

/**
 * IOS has one boot file for a pool and cannot tell an iPXE from the firmware: its classes choose addresses, nothing
 * more. So it names no file, and Fieldboot does, as a proxy beside it.
 */
function cisco({ address, server, interface: name }: Known): string {
  return lines(
    '! IOS tells every machine of a pool the same file, so the loader would load itself for ever.',
    '! Let IOS give the addresses and no file, and start Fieldboot beside it:',
    `!   fieldboot serve --interface ${name} --mode proxy`,
    'ip dhcp pool YOUR-POOL',
    ` network ${formatIpv4(networkOf(server))} ${formatIpv4(maskOf(server.prefix))}`,
    ' no bootfile',
    ' no next-server',
    ' no option 43',
    ' no option 60',
    ' no option 66',
    ' no option 67',
    '! and for machines in another VLAN:',
    'interface THEIR-VLAN',
    ` ip helper-address ${address}`,
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
