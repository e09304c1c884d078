// What is said of a forecast in words, the same on a tile and on the page that explains it. The texts must have been fetched.
import type { Fan, FanRight, FanTarget } from '#lib/api/forecast.ts';
import type { Measure } from '#lib/api/types.ts';
import { fanSpec, isCount, periodDays, within } from '#lib/chart/fan.ts';
import { dates, digits, MISSING, value, type NumberSpec } from '#lib/format/index.ts';
import { counted, f } from '#lib/i18n/forecast.svelte.ts';
import { language } from '#lib/i18n/index.svelte.ts';

type Step = Fan['step'];

export const number = (n: number): string => digits(n, 0, language());
export const share = (v: number): string => digits(v, 0, language(), 'percent');
export const inNext = (fan: Pick<Fan, 'step' | 'horizon'>): string => counted(`next.${fan.step}`, fan.horizon, number(fan.horizon));
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

/** The days from one step to another, as in 19 Nov to 16 Dec. */
export function daysText(first: string | undefined, last: string | undefined, step: Step): string {
	if (!first || !last) return '';
	return dates.range(first.slice(0, 10), lastDay(last, step), language(), dates.iso(new Date()));
}

/** The last day of a step. */
export function lastDay(at: string, step: Step): string {
	const end = dates.parse(at);
	if (step === 'week') end.setUTCDate(end.getUTCDate() + 6);
	if (step === 'month') end.setUTCMonth(end.getUTCMonth() + 1, 0);
	return dates.iso(end);
}

/** The days that a forecast is for. */
export function spanText(fan: Fan): string {
	const next = fan.series[0]?.next ?? [];
	return daysText(next[0]?.at, next[next.length - 1]?.at, fan.step);
}

/** Why a range is not given; where the narrower one is not, neither is the wider. */
export function refusedText(refused: Fan['refused']): string {
	if ('80' in refused) return f('refused');
	return '95' in refused ? f('refused.of', { share: f('chart.in95') }) : '';
}

/** What the middle value of a forecast of counts was off by, where methods are judged by that; the mean of rare counts is further off than a zero. */
export function middleMiss(fan: Fan): number | null {
	const [only, ...others] = fan.members;
	return only && others.length === 0 && !fan.naive && only.name === 'regression of counts' ? only.mae : null;
}

/** "Expect about 1,240 contacts in the next 28 days; ", the range it has in 8 of 10 cases, and the rest of the words: why there is no range. */
export function totalSentence(fan: Fan, measure: Measure): { text: string; range: string; rest: string } | null {
	const total = fan.total;
	if (!total) return null;
	const spec = sumSpec(measure, total.value);
	const values = { total: value(total.value, spec, language()), what: within(measure.label), next: inNext(fan), span: spanText(fan) };
	const text = f(isCount(measure) ? 'total.counted' : 'total.amount', values);
	if (total.lo80 === null || total.hi80 === null) return { text, range: '', rest: '80' in fan.refused ? `. ${f('refused')}` : '.' };
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
	const middle = middleMiss(fan);
	if (right.origins > 0 && right.mae !== null) {
		out.push(f(middle === null ? 'right.tried' : 'right.triedMiddle', { times: times(right.origins), mae: write(middle ?? right.mae), per: per(fan.step) }));
		if (right.naive_mae !== null && !fan.naive) out.push(f('right.naive', { naive: write(right.naive_mae) }));
		if (right.inside80 !== null) out.push(f('right.inside', { share: share(right.inside80) }));
	}
	if (right.issued_scored > 0 && right.issued_inside80 !== null) out.push(f('right.issued', { issued: issuedText(right.issued_scored), share: share(right.issued_inside80) }));
	else out.push(f('right.notYet'));
	return out;
}

/** A moment on the clocks of the project, such as 22 Nov, 06:12. */
export const moment = (text: string): string => (text ? dates.moment(text, language(), dates.iso(new Date())) : MISSING);
