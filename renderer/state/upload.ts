/** A file sent to the engine's library, with progress; a browser knows no path. */

import { ApiError } from '../../core/api/client.ts';
import { type ImageView, imageSchema, UPLOAD_PATH } from '../../core/api/contract.ts';
import { connection } from './connection.ts';
import { headers } from './engine.ts';
import { EngineGone, parseProblem } from './problem.ts';

export interface Upload {
  /** Rejects with ApiError, EngineGone, or an AbortError when it was cancelled. */
  readonly done: Promise<ImageView>;
  cancel(): void;
}

/** Starts sending; `progress` is told how many bytes have gone. */
export function upload(file: File, progress: (sent: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<ImageView>((resolve, reject) => {
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => settle(request, resolve, reject);
    request.onerror = () => reject(new EngineGone('the upload broke off'));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
  });
  request.open('POST', `${connection.get().base}${UPLOAD_PATH}?name=${encodeURIComponent(file.name)}`);
  for (const [name, value] of Object.entries(headers({ 'content-type': 'application/octet-stream' })))
    request.setRequestHeader(name, value);
  request.send(file);
  return { done, cancel: () => request.abort() };
}

function settle(request: XMLHttpRequest, resolve: (image: ImageView) => void, reject: (why: Error) => void) {
  if (request.status < 400) {
    resolve(imageSchema.parse(JSON.parse(request.responseText)));
    return;
  }
  const problem = parseProblem(request.responseText);
  reject(
    problem === null
      ? new EngineGone(`status ${request.status}`)
      : new ApiError(problem as ApiError['problem']),
  );
}
