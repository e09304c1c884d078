// What is said of a forecast in words, the same on a tile and on the page that explains it. The texts must have been fetched.
import type { Fan, FanRight, FanTarget } from '#lib/api/forecast.ts';
import type { Measure } from '#lib/api/types.ts';
import { fanSpec, periodDays } from '#lib/chart/fan.ts';
import { dates, digits, MISSING, value, type NumberSpec } from '#lib/format/index.ts';
import { counted, f } from '#lib/i18n/forecast.svelte.ts';
import { language } from '#lib/i18n/index.svelte.ts';

type Step = Fan['step'];

export const number = (n: number): string => digits(n, 0, language());
export const share = (v: number): string => digits(v, 0, language(), 'percent');
export const inNext = (fan: Fan): string => counted(`next.${fan.step}`, fan.horizon, number(fan.horizon));
export const stepsText = (step: Step, n: number): string => counted(`steps.${step}`, n, number(n));
export const per = (step: Step): string => f(`per.${step}`);
export const times = (n: number): string => counted('times', n, number(n));
export const issuedText = (n: number): string => counted('issued', n, number(n));

/** What is added or taken, with its sign; nothing has none. */
export function signed(text: string): string {
	const size = text.replace('−', '');
	if (!/[1-9]/.test(size)) return size;
	return text.startsWith('−') ? text : `+${text}`;
}

/** A chance in percent. What is not quite sure is never written as if it were. */
export function chanceText(p: number): string {
	if (p > 0.99) return `> ${share(0.99)}`.replace(' ', '\u00a0');
	if (p < 0.01) return `< ${share(0.01)}`.replace(' ', '\u00a0');
	return share(p);
}

/** How a sum over steps is written: counts have no parts once they are large, and money no cents. */
export const sumSpec = (measure: Measure, v: number): NumberSpec => fanSpec(measure, [v]);

// A name in the middle of a sentence, unless it is written in capitals.
const within = (label: string): string => (/^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label);

/** The days that a forecast is for, as in 19 Nov to 16 Dec. */
export function spanText(fan: Fan): string {
	const next = fan.series[0]?.next ?? [];
	const [first, last] = [next[0]?.at, next[next.length - 1]?.at];
	if (!first || !last) return '';
	const end = dates.parse(last);
	if (fan.step === 'week') end.setUTCDate(end.getUTCDate() + 6);
	if (fan.step === 'month') end.setUTCMonth(end.getUTCMonth() + 1, 0);
	return dates.range(first.slice(0, 10), dates.iso(end), language(), dates.iso(new Date()));
}

/** "Expect about 1,240 contacts in the next 28 days; ", the range it has in 8 of 10 cases, and the rest of the words: why there is no range. */
export function totalSentence(fan: Fan, measure: Measure): { text: string; range: string; rest: string } | null {
	const total = fan.total;
	if (!total) return null;
	const spec = sumSpec(measure, total.value);
	const values = { total: value(total.value, spec, language()), what: within(measure.label), next: inNext(fan), span: spanText(fan) };
	const counts = measure.format === 'integer' || (measure.format === 'number' && !measure.unit);
	const text = f(counts ? 'total.counted' : 'total.amount', values);
	if (total.lo80 === null || total.hi80 === null) return { text, range: '', rest: fan.refused['80'] ? `. ${fan.refused['80']}.` : '.' };
	const bare = { ...spec, unit: '' };
	return { text: `${text}; `, range: f('total.in', { low: value(total.lo80, bare, language()), high: value(total.hi80, bare, language()) }), rest: '.' };
}

/** A period as a person names it: December 2026, 2026, 1 to 24 Dec. */
export function periodText(period: string): string {
	const days = periodDays(period);
	return days ? dates.range(days[0], days[1], language(), dates.iso(new Date())) : period;
}

export function chanceSentence(target: FanTarget, measure: Measure): string {
	const write = (v: number) => value(v, sumSpec(measure, Math.max(v, target.value)), language());
	const values = { target: write(target.value), period: periodText(target.period), sofar: write(target.so_far) };
	if (target.expected === null) return f('chance.beyond', values);
	const expected = write(target.expected);
	return target.chance === null ? f('chance.none', { ...values, expected }) : f('chance', { ...values, expected, chance: chanceText(target.chance) });
}

/** How far it was off, beside simply repeating the past, and how often what came lay inside what was said. */
export function rightSentences(right: FanRight, fan: Fan, measure: Measure): string[] {
	const out: string[] = [];
	const write = (v: number) => value(v, fanSpec(measure, [right.mae ?? 0, right.naive_mae ?? 0]), language());
	if (right.origins > 0 && right.mae !== null) {
		out.push(f('right.tried', { times: times(right.origins), mae: write(right.mae), per: per(fan.step) }));
		if (right.naive_mae !== null && !fan.naive) out.push(f('right.naive', { naive: write(right.naive_mae) }));
		if (right.inside80 !== null) out.push(f('right.inside', { share: share(right.inside80) }));
	}
	if (right.issued_scored > 0 && right.issued_inside80 !== null) out.push(f('right.issued', { issued: issuedText(right.issued_scored), share: share(right.issued_inside80) }));
	else out.push(f('right.notYet'));
	return out;
}

/** A moment on the clocks of the project, such as 22 Nov, 06:12. */
export const moment = (text: string): string => (text ? dates.moment(text, language(), dates.iso(new Date())) : MISSING);
