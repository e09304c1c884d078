// How figures are written, in every language alike: docs of the rules are the design's "Numbers and dates". The program writes the
// same figures in its sentences, with the Go package internal/format; the two read one golden file.

export type Language = 'en' | 'pt' | 'it';

/** What a figure is and how exact it is written. Decimals of -1 follow the design's rules. */
export type NumberSpec = {
	format: string; // integer, number, percent, money, duration
	decimals: number;
	currency?: string;
	unit?: string;
};

/** A figure apart from its unit, which stands smaller behind it in key figures. */
export type Written = { text: string; unit: string };

export const MISSING = '–';
export const NBSP = '\u00a0';

const locales: Record<Language, string> = { en: 'en-GB', pt: 'pt-PT', it: 'it-IT' };
const symbols: Record<string, string> = { EUR: '€', GBP: '£', USD: '$', BRL: 'R$', JPY: '¥', CHF: 'CHF', PLN: 'zł', SEK: 'kr' };

export function languageOf(tag: string): Language {
	const short = tag.slice(0, 2).toLowerCase();
	return short === 'pt' || short === 'it' ? short : 'en';
}

export function localeOf(language: Language): string {
	return locales[language];
}

const formatters = new Map<string, Intl.NumberFormat>();

function intl(language: Language, decimals: number, style: 'decimal' | 'percent'): Intl.NumberFormat {
	const key = `${language} ${decimals} ${style}`;
	let formatter = formatters.get(key);
	if (!formatter) {
		formatter = new Intl.NumberFormat(locales[language], {
			style,
			useGrouping: 'always',
			minimumFractionDigits: decimals,
			maximumFractionDigits: decimals,
			signDisplay: 'negative'
		});
		formatters.set(key, formatter);
	}
	return formatter;
}

/** Digits with the language's marks, a true minus, and no space but the one the font has. */
export function digits(value: number, decimals: number, language: Language, style: 'decimal' | 'percent' = 'decimal'): string {
	return intl(language, decimals, style).format(value).replace('-', '−').replaceAll('\u202f', NBSP);
}

/** How many decimals a value of a format is written with, by the design's rules, or as the measure says. */
export function decimalsOf(value: number, spec: NumberSpec): number {
	const size = Math.abs(value);
	if (spec.format === 'integer' || value === 0) return 0;
	if (spec.decimals >= 0) return Math.min(spec.decimals, 9);
	switch (spec.format) {
		case 'percent':
			return size >= 0.099995 ? 1 : 2;
		case 'money':
			return size >= 99.995 ? 0 : 2;
		default:
			if (Number.isInteger(value) || size >= 99.95) return 0;
			return size >= 9.995 ? 1 : 2;
	}
}

function money(value: number, decimals: number, currency: string, language: Language): string {
	const symbol = symbols[currency] ?? currency;
	if (symbol === '') return digits(value, decimals, language);
	if (language !== 'en') return digits(value, decimals, language) + NBSP + symbol;
	const amount = digits(value, decimals, language);
	const sign = amount.startsWith('−') ? '−' : '';
	const gap = /^[A-Za-zł]+$/.test(symbol) ? NBSP : '';
	return sign + symbol + gap + amount.slice(sign.length);
}

function duration(value: number, language: Language): string {
	const sign = value < 0 ? '−' : '';
	const seconds = Math.round(Math.abs(value));
	const two = (n: number) => String(n).padStart(2, '0');
	const day = language === 'it' ? 'g' : 'd';
	const [d, h, m, s] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
	if (seconds === 0) return `0${NBSP}s`;
	if (d >= 2) return `${sign}${digits(d, 0, language)}${NBSP}${day}${h > 0 ? `${NBSP}${h}${NBSP}h` : ''}`;
	if (seconds >= 3600) return `${sign}${d * 24 + h}${NBSP}h${NBSP}${two(m)}${NBSP}min`;
	if (seconds >= 60) return `${sign}${m}${NBSP}min${NBSP}${two(s)}${NBSP}s`;
	return `${sign}${s}${NBSP}s`;
}

/** A figure and its unit apart. Percent signs count as units here, currency signs do not. */
export function write(value: number | null | undefined, spec: NumberSpec, language: Language): Written {
	if (value === null || value === undefined || !Number.isFinite(value)) return { text: MISSING, unit: '' };
	const decimals = decimalsOf(value, spec);
	switch (spec.format) {
		case 'percent':
			return { text: digits(value, decimals, language, 'percent').replace(/\s*%$/, ''), unit: '%' };
		case 'money':
			return { text: money(value, decimals, spec.currency ?? '', language), unit: spec.unit ?? '' };
		case 'duration':
			return { text: duration(value, language), unit: '' };
		default:
			return { text: digits(value, decimals, language), unit: spec.unit ?? '' };
	}
}

/** A figure as it stands in running text: 48,210 · 0.85% · €6.42 · 58 days. */
export function value(v: number | null | undefined, spec: NumberSpec, language: Language): string {
	const { text, unit } = write(v, spec, language);
	if (unit === '') return text;
	return unit === '%' ? text + unit : text + NBSP + unit;
}

/** A figure in a column or on an axis, where the unit is said once: 48,210 · 0.85% · €6.42 · 58. */
export function bare(v: number | null | undefined, spec: NumberSpec, language: Language): string {
	return value(v, { ...spec, unit: '' }, language);
}

/** A figure on an axis: short, and exact, because ticks are round numbers. The largest tick of the axis decides how short all are. */
export function tick(v: number, spec: NumberSpec, language: Language, largest = v): string {
	const exact = (n: number) => {
		let decimals = 0;
		while (decimals < 4 && Math.abs(n * 10 ** decimals - Math.round(n * 10 ** decimals)) > 1e-6) decimals++;
		return decimals;
	};
	if (spec.format === 'percent') return digits(v, exact(v * 100), language, 'percent');
	if (spec.format === 'duration') return duration(v, language);
	const size = Math.max(Math.abs(v), Math.abs(largest));
	const [by, suffix] = size >= 1e9 ? [1e9, 'bn'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
	const places = exact(v / by);
	const short = digits(v / by, spec.format === 'money' && suffix === '' && places === 1 ? 2 : places, language) + suffix;
	if (spec.format !== 'money' || !spec.currency) return short;
	const symbol = symbols[spec.currency] ?? spec.currency;
	if (language !== 'en') return short + NBSP + symbol;
	const sign = short.startsWith('−') ? '−' : '';
	return sign + symbol + short.slice(sign.length);
}
