import type { Session } from 'electron';
import type { Served } from '../engine/api/face-files.ts';
import { page } from './scheme.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the face makes in memory to be saved as a file. */
const ownBlob = `blob:${page}`;

/** Serves the face's files, and lets the window load nothing else: no other address, and nothing that a page might ask the system for. */
export function confine(session: Session, files: ReadonlyMap<string, Served>): void {
  session.protocol.handle('app', (request) => {
    const { host, pathname, search } = new URL(request.url);
    const file = host === 'barque' && search === '' && request.method === 'GET' ? files.get(pathname) : undefined;
    if (file === undefined) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(file.content), {
      headers: { 'Content-Type': file.type, 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' },
    });
  });
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({
      cancel: !url.startsWith(page) && !url.startsWith(ownBlob) && !url.startsWith('data:') && !url.startsWith('devtools:'),
    });
  });
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // What the face itself made may be saved, where the operator says; nothing else comes down.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(ownBlob)) event.preventDefault();
  });
}
