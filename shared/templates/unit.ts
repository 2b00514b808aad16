import { nodePath } from '../model/layout.ts';

/** A value inside of a systemd unit, where `%` begins a specifier. */
export const unitValue = (text: string): string => text.replaceAll('%', '%%');

/** Barque's programs come first on the PATH of whatever it starts. */
export const pathEnvironment = `Environment=PATH=${nodePath}`;

/** Keeps a unit from starting on an empty directory while the disk that belongs there is not mounted yet. */
export const requiresMounts = (...paths: readonly string[]): string => `RequiresMountsFor=${paths.map(unitValue).join(' ')}`;
