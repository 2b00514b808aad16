import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { connectTcp } from './tcp.ts';

it('sends in one go what is written in pieces', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const received = new Promise<Socket>((resolve) => server.once('connection', resolve)).then(text);
    const socket = await connectTcp({ name: 'm1', address: '127.0.0.1', port }, 5000, new AbortController().signal);
    const [alone, together] = [vi.spyOn(socket, '_write'), vi.spyOn(socket, '_writev')];
    for (const piece of ['length', 'packet', 'tag']) socket.write(piece);
    socket.end();
    expect(await received).toBe('lengthpackettag');
    expect(alone).not.toHaveBeenCalled();
    expect(together).toHaveBeenCalledOnce();
  } finally {
    server.close();
  }
});
