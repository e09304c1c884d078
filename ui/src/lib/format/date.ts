import { localeOf, type Language } from './number.ts';

export type Grain = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const formatters = new Map<string, Intl.DateTimeFormat>();

function intl(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = language + JSON.stringify(options);
	let formatter = formatters.get(key);
	if (!formatter) {
		formatter = new Intl.DateTimeFormat(localeOf(language), { timeZone: 'UTC', ...options });
		formatters.set(key, formatter);
	}
	return formatter;
}

/** Reads 2026-11-18 or 2026-11-18T06:00:00 as a wall-clock time. It is held in UTC, where no clock is ever put forward. */
export function parse(text: string): Date {
	return new Date(text.length > 10 ? text.replace(' ', 'T').slice(0, 19) + 'Z' : text.slice(0, 10) + 'T00:00:00Z');
}

export function iso(date: Date): string {
	return date.toISOString().slice(0, 10);
}

/** 18 Nov · 18/11 · 18 nov; with the year when it is not today's. */
export function day(text: string, language: Language, today: string): string {
	const year = text.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
	return intl(language, { day: 'numeric', month: 'short', year }).format(parse(text));
}

/** Wed 18 Nov · quarta, 18/11 · mer 18 nov. */
export function weekday(text: string, language: Language, today: string): string {
	const name = intl(language, { weekday: 'short' }).format(parse(text));
	return `${name}${language === 'pt' ? ',' : ''} ${day(text, language, today)}`;
}

/** 06:00 */
export function clock(text: string): string {
	return text.length > 10 ? text.slice(11, 16) : '';
}

export function month(text: string, language: Language, today: string): string {
	const year = text.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
	return intl(language, { month: 'long', year }).format(parse(text));
}

/** A bucket of time as an axis shows it: short, without what its neighbours say already. */
export function axis(text: string, grain: Grain, language: Language): string {
	const date = parse(text);
	switch (grain) {
		case 'hour':
			return clock(text);
		case 'month':
			return intl(language, { month: 'short' }).format(date);
		case 'quarter':
			return quarter(text, language);
		case 'year':
			return text.slice(0, 4);
		default:
			return intl(language, { day: 'numeric', month: 'short' }).format(date);
	}
}

function quarter(text: string, language: Language): string {
	return (language === 'en' ? 'Q' : 'T') + (Math.floor((Number(text.slice(5, 7)) - 1) / 3) + 1);
}

/** A bucket of time in full, as the readout and the tables show it. */
export function bucket(text: string, grain: Grain, language: Language, today: string): string {
	switch (grain) {
		case 'hour':
			return `${weekday(text, language, today)} ${clock(text)}`;
		case 'day':
			return weekday(text, language, today);
		case 'month':
			return intl(language, { month: 'long', year: 'numeric' }).format(parse(text));
		case 'quarter':
			return `${quarter(text, language)} ${text.slice(0, 4)}`;
		case 'year':
			return text.slice(0, 4);
		default:
			return day(text, language, today);
	}
}

function monthName(date: Date, language: Language): string {
	return intl(language, { month: 'long' }).format(date);
}

function elided(word: 'dal' | 'al', text: string): string {
	// Italian runs the article into "otto" and "undici".
	return /^(8|11)(\s|$)/.test(text) ? `${word}l’${text}` : `${word} ${text}`;
}

/**
 * A period in words, both days inside: "22 Oct to 18 Nov", "November 2026", "January to March 2026", "2026". The year of days is
 * said only when it is not today's.
 */
export function range(from: string, to: string, language: Language, today: string): string {
	const [a, b] = [parse(from), parse(to)];
	const after = new Date(b.getTime() + 86_400_000);
	const wholeMonths = a.getUTCDate() === 1 && after.getUTCDate() === 1;
	const [ya, yb] = [from.slice(0, 4), to.slice(0, 4)];
	if (wholeMonths) {
		const sameYear = ya === yb;
		const [ma, mb] = [a.getUTCMonth(), b.getUTCMonth()];
		if (sameYear && ma === 0 && mb === 11) return ya;
		const full = (d: Date) => intl(language, { month: 'long', year: 'numeric' }).format(d);
		if (sameYear && ma === mb) return full(a);
		const first = sameYear ? monthName(a, language) : full(a);
		if (language === 'en') return `${first} to ${full(b)}`;
		if (language === 'pt') return `${first} a ${full(b)}`;
		return `da ${first} a ${full(b)}`;
	}
	if (from === to) return day(from, language, today);
	const plain = ya === yb ? intl(language, { day: 'numeric', month: 'short' }).format(a) : day(from, language, '');
	const end = ya === yb ? day(to, language, today) : day(to, language, '');
	if (language === 'en') return `${plain} to ${end}`;
	if (language === 'pt') return `${plain} a ${end}`;
	return `${elided('dal', plain)} ${elided('al', end)}`;
}

/** A moment of publication or arrival: 18 Nov, 06:12. */
export function moment(text: string, language: Language, today: string): string {
	const time = clock(text);
	return time === '' ? day(text, language, today) : `${day(text, language, today)}, ${time}`;
}
