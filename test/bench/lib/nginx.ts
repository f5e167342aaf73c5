/** nginx as a careful administrator sets it up for files: one worker with sendfile; nothing is logged, as here. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the configuration for files below `root` into a folder for nginx's own; returns the words to start it with. */
export function nginxWords(folder: string, listen: string, root: string): string[] {
  const own = (name: string) => join(folder, name);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${own(`nginx-${name}`)};`)
    .join(' ');
  writeFileSync(
    own('nginx.conf'),
    `worker_processes 1; daemon off; user root; pid ${own('nginx.pid')}; error_log ${own('nginx.log')} notice;
events { worker_connections 4096; }
http { sendfile on; tcp_nopush on; access_log off; keepalive_requests 100000000; ${temporary}
  default_type application/octet-stream;
  server { listen ${listen}; root ${root}; } }
`,
  );
  return ['-c', own('nginx.conf'), '-p', folder];
}
