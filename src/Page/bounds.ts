// What a number of attempts says of all attempts that could be made, with 95 % confidence.

/** Of none in n: below 3/n. J. A. Hanley and A. Lippman-Hand, "If nothing goes wrong, is everything all right?",
 * JAMA 249 (1983), 1743. */
export const never = (n: number): string => n <= 3 ? "and so few attempts bound nothing" : `so below ${atMost(3 / n)}`;

/** Two digits that count, rounded upwards, as the kit does elsewhere. */
function atMost(part: number): string {
  const percent = part * 100, unit = 10 ** (percent >= 10 ? 0 : 1 - Math.floor(Math.log10(percent)));
  return `${Math.ceil(Math.round(percent * unit * 1e6) / 1e6) / unit} %`;
}

/** Wilson's score interval. E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927), 209. */
export function between(k: number, n: number): [number, number] {
  const z = 1.96, p = k / n, base = 1 + (z * z) / n;
  const middle = (p + (z * z) / (2 * n)) / base;
  const half = (z / base) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

export const share = (part: number): string => `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;

export function bound(k: number, n: number): string {
  if (n === 1) return "one attempt: it can happen; how often is not known";
  if (k === n) return `anything else: 0 of ${n}, ${never(n)}`;
  const [low, high] = between(k, n);
  return `between ${share(low)} and ${share(high)} of attempts`;
}
