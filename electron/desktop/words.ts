import { app } from 'electron';
import type { Language } from '../../shared/problems/problem.ts';

/** The language of the system: what the application's own menus and questions are in. */
export const language = (): Language => (app.getLocale().toLowerCase().startsWith('zh') ? 'zh' : 'en');

export const words = {
  en: {
    running: 'A run is going on',
    consequence: 'It can go on without the window. Stopped, it can be resumed later; nothing is undone.',
    background: 'Close the window, let it run',
    stop: 'Stop it and quit',
    stay: 'Stay',
    edit: 'Edit',
    view: 'View',
    window: 'Window',
  },
  zh: {
    running: '有正在进行的运行',
    consequence: '关闭窗口后它可以继续。停止后可以稍后继续执行，不会撤销任何内容。',
    background: '关闭窗口，继续运行',
    stop: '停止并退出',
    stay: '留在这里',
    edit: '编辑',
    view: '视图',
    window: '窗口',
  },
} as const;
