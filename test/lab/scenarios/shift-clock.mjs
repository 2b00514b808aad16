// Loaded before a program (node --import): its clock is an hour ahead, as an operator's machine may be.
const ahead = 3_600_000;
const Real = Date;
const now = Real.now.bind(Real);

globalThis.Date = class extends Real {
  constructor(...args) {
    super(...(args.length === 0 ? [now() + ahead] : args));
  }
  static now() {
    return now() + ahead;
  }
};
