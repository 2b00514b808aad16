import { connectEngine } from '../api/client.ts';
import { desktopPort } from '../api/desktop-port.ts';
import { webPort } from '../api/web-port.ts';
import { start } from './start.tsx';

const element = document.getElementById('face');
if (element !== null) void start(element, connectEngine((await desktopPort()) ?? (await webPort())));
