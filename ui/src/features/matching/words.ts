import type { Problem } from '#lib/api/client.ts';
import type { EntityEvent, EntityLink, GoldenValue, PairPart, RecordKey } from '#lib/api/types.ts';
import { dates, digits } from '#lib/format/index.ts';
import { language } from '#lib/i18n/index.svelte.ts';
import { counted, m, type MatchingKey } from '#lib/i18n/matching.svelte.ts';

export const number = (n: number): string => digits(n, 0, language());
export const records = (n: number): string => counted('records', n, number(n));
export const sources = (n: number): string => counted('sources', n, number(n));
export const pairs = (n: number): string => counted('pairs', n, number(n));

/** What n of an entity are called: the project's own word, or ours. */
export function noun(link: EntityLink, n = 1): string {
	return n === 1 ? link.noun.one || m('noun.one') : link.noun.other || m('noun.other');
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A weight in bits, with its sign: +8.7, −12.4, 0.0. */
export function weight(bits: number): string {
	const text = digits(bits, 1, language());
	return bits >= 0.05 ? `+${text}` : text.replace(/^−(0[.,]0)$/, '$1');
}

/** A share in percent: 0.2%, 47%, 99.8%; what would round to none or all says so. */
export function likely(p: number): string {
	const percent = (v: number, decimals: number) => digits(v, decimals, language(), 'percent');
	if (p > 0.9995) return p === 1 ? percent(1, 0) : `> ${percent(0.999, 1)}`.replace(' ', '\u00a0');
	if (p < 0.0005) return p === 0 ? percent(0, 0) : `< ${percent(0.001, 1)}`.replace(' ', '\u00a0');
	return percent(p, p > 0.1 && p < 0.9 ? 0 : 1);
}

/** What a problem says and what helps, as sentences of a page. */
export function said(problem: Problem): string {
	return [problem.detail || problem.message, problem.hint].filter(Boolean).map(capital).join('. ');
}

/** The weight of a probability, and the other way round. */
export const bitsOf = (p: number): number => Math.log2(p / (1 - p));
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);

const short = new Set(['id', 'vat', 'url', 'iban', 'ean', 'isbn', 'nif', 'zip']);

/** A column or source as a person would head it: first_seen is First seen, vat is VAT, crm, which nobody could say, is CRM. */
export function fieldName(column: string): string {
	const words = column.split(/[_\s]+/).filter(Boolean);
	return capital(words.map((w) => (short.has(w.toLowerCase()) || /^[^aeiouy\W\d]{2,4}$/i.test(w) ? w.toUpperCase() : w)).join(' '));
}

export const keyText = (k: RecordKey): string => `${fieldName(k.source)} ${k.record}`;

const levels: Record<string, MatchingKey> = {
	'same and rare': 'level.rare',
	same: 'level.same',
	'in the other field': 'level.other',
	'one slip': 'level.slip',
	similar: 'level.similar',
	'short form': 'level.short',
	'somewhat similar': 'level.somewhat',
	different: 'level.different',
	'a word alike': 'level.word',
	'day and month swapped': 'level.swapped',
	'two parts the same': 'level.twoParts',
	'year the same or two slips': 'level.year',
	'one within the other': 'level.inside',
	'two slips': 'level.twoSlips',
	'begin alike': 'level.begin',
	'go together': 'level.go',
	'a rare one the same': 'level.rareOne',
	'one the same': 'level.oneSame',
	'one within the other or one slip': 'level.insideSlip',
	'shared by others': 'level.shared',
	'third records': 'level.thirds',
	'both of a source without duplicates': 'level.oneSource'
};

/** What was found in one field. */
export function levelText(part: PairPart): string {
	if (part.level === 'unknown') return m(part.left === '' && part.right === '' ? 'level.missingBoth' : 'level.missingOne');
	if (part.level === 'rivals') return m(part.bits < 0 ? 'level.close' : 'level.closer');
	const alike = /^(\d+) % alike$/.exec(part.level);
	if (alike) return m('level.alike', { n: alike[1] ?? '' });
	const within = /^within (\d+) %$/.exec(part.level);
	if (within) return m('level.within', { n: within[1] ?? '' });
	const key = levels[part.level];
	return key ? m(key) : capital(part.level);
}

/** What a part speaks of: a field, or the pair as a whole. */
export function partName(part: PairPart): string {
	if (part.field !== '') return fieldName(part.field);
	if (part.level === 'rivals') return m('why.rivals');
	if (part.level === 'third records') return m('why.thirds');
	return part.level === 'shared by others' ? m('why.shared') : m('pair.source');
}

export const ruleText = (value: GoldenValue): string => m(`rule.${value.rule}`);

/** What happened, told from the side of one entity. */
export function eventText(event: EntityEvent, id: string): string {
	const other = event.entity === id ? (event.other ?? '') : event.entity;
	const values = { other, records: records(event.records?.length ?? 0) };
	const own = event.entity === id;
	switch (event.kind) {
		case 'move':
			return m(own ? 'event.moveOut' : 'event.moveIn', values);
		case 'absorb':
			return m(own ? 'event.absorb' : 'event.absorbed', values);
		case 'split':
			return m(own ? 'event.split' : 'event.splitFrom', values);
		case 'redirect':
			return m(own ? 'event.redirect' : 'event.redirected', values);
		default:
			return m(`event.${event.kind}`, values);
	}
}

/** The moment of the server on the clocks of the project: 18 Nov, 06:12. Empty where nothing happened yet. */
export function moment(at: string | undefined, zone: string): string {
	const date = new Date(at ?? NaN);
	if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1971) return '';
	const clock = (d: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone || 'UTC', dateStyle: 'short', timeStyle: 'short' }).format(d);
	return dates.moment(clock(date), language(), clock(new Date()).slice(0, 10));
}
