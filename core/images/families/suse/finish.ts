/**
 * A technician's own AutoYaST profile, with the report of the end that ours has: without it the machine would install
 * again at every boot.
 */
import { tellFinished } from '../report-scripts.ts';

/** Adds the last script where the profile does not tell the end itself; `report` is the machine's report URL. */
export function addEnd(profile: string, report: string): string {
  if (profile.includes(`${report}/finished`)) return profile;
  const inList = wrap('chroot-scripts config:type="list"', script(report));
  if (/<chroot-scripts\b[^>]*>/.test(profile)) return before(profile, '</chroot-scripts>', script(report));
  if (/<scripts\b[^>]*>/.test(profile)) return before(profile, '</scripts>', inList);
  return before(profile, '</profile>', wrap('scripts', inList));
}

function before(text: string, end: string, added: string): string {
  const at = text.lastIndexOf(end);
  return at < 0 ? text : `${text.slice(0, at)}${added}${text.slice(at)}`;
}

const wrap = (element: string, content: string): string =>
  `<${element}>\n${content}</${element.split(' ')[0]}>\n`;

const script = (report: string): string => `\
<script>
  <filename>fieldboot-finished</filename>
  <interpreter>shell</interpreter>
  <chrooted config:type="boolean">true</chrooted>
  <source>${escaped(tellFinished(report))}</source>
</script>
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
