import { app } from 'electron';
import type { Language } from '../../shared/problems/problem.ts';

/** The language of the system: what the application's own menus are in, and its questions until another one is chosen. */
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
    running: '运行尚未结束',
    consequence: '可以关闭窗口，让它在后台继续；也可以停止，稍后再继续执行。已完成的更改不会撤销。',
    background: '关闭窗口，继续运行',
    stop: '停止并退出',
    stay: '留在这里',
    edit: '编辑',
    view: '视图',
    window: '窗口',
  },
} as const;
