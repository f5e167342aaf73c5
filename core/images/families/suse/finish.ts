/**
 * How an AutoYaST installation tells the laptop its end and its failure. It stands outside the template, so that a
 * technician's own profile has it too: without it the machine would install again at every boot.
 */
import { tellFailure, tellFinished } from '../report-scripts.ts';
import { xmlText } from './xml.ts';

/** Adds what the profile lacks of both; `report` is the machine's report URL. */
export function addReports(profile: string, report: string): string {
  const failing = profile.includes(`${report}/failed`)
    ? profile
    : withScript(profile, 'pre-scripts', script('fieldboot-watch', watch(report), ''));
  return failing.includes(`${report}/finished`)
    ? failing
    : withScript(failing, 'chroot-scripts', script('fieldboot-finished', end(report), CHROOTED));
}

const CHROOTED = '        <chrooted config:type="boolean">true</chrooted>\n';

/** Puts a script at the end of one of the profile's lists, which is made where it is not there. */
function withScript(profile: string, list: string, added: string): string {
  const whole = `    <${list} config:type="list">\n${added}    </${list}>\n`;
  if (new RegExp(`<${list}\\b[^>/]*>`).test(profile)) return before(profile, `</${list}>`, added);
  // An empty list may be written as one tag, which would be there twice.
  const bare = profile.replace(new RegExp(`[ \\t]*<${list}\\b[^>]*/>\\n?`), '');
  if (/<scripts\b[^>/]*>/.test(bare)) return before(bare, '</scripts>', whole);
  const noScripts = bare.replace(/[ \t]*<scripts\b[^>]*\/>\n?/, '');
  return before(noScripts, '</profile>', `  <scripts>\n${whole}  </scripts>\n`);
}

/** Before the line of the last such tag. */
function before(text: string, tag: string, added: string): string {
  const at = text.lastIndexOf(tag);
  if (at < 0) return text;
  const line = text.slice(0, at).replace(/[ \t]+$/, '').length;
  const start = line === 0 || text[line - 1] === '\n' ? line : at;
  return `${text.slice(0, start)}${added}${text.slice(start)}`;
}

const script = (name: string, source: string, more: string): string => `\
      <script>
        <filename>${name}</filename>
        <interpreter>shell</interpreter>
${more}        <source>
${xmlText(source)}        </source>
      </script>
`;

/**
 * YaST has no hook for failures: when it stops at an error, the error stays on its screen and in its log. What an
 * installation ends with that stops in other words is told by nobody.
 */
const watch = (report: string): string => `\
# YaST has no hook for failures: what it stops at stands in its log, which the laptop gets.
watch() {
  while sleep 15; do
    grep -qE 'Abort(ing|ed).*[Ii]nstallation|Could not.*(storage|partition)|Popup.*ErrorDetails|Error while .*profile' /var/log/YaST2/y2log || continue
    ${tellFailure(report, 'The installer stopped with an error; see its log.', ['/var/log/YaST2']).trimEnd().replaceAll('\n', '\n    ')}
    return
  done
}
watch < /dev/null > /dev/null 2>&1 &
`;

const end = (report: string): string => `\
# The last script: from here the machine's next network boot goes to its disk.
${tellFinished(report)}`;
