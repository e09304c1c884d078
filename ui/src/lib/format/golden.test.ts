import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dates, delta, value, type Language, type NumberSpec } from './index.ts';

type Case = NumberSpec & {
	kind: 'value' | 'delta' | 'date' | 'range' | 'moment';
	lang: Language;
	value: number | null;
	before: number | null;
	better: string;
	date: string;
	from: string;
	to: string;
	today: string;
	want: unknown;
};

// The same file holds the Go package internal/format, so that a sentence and the figure beside it agree.
const cases = JSON.parse(readFileSync(new URL('../../../../internal/format/testdata/golden.json', import.meta.url), 'utf8')) as Case[];

function got(c: Case): unknown {
	switch (c.kind) {
		case 'value':
			return value(c.value, c, c.lang);
		case 'delta':
			return delta(c.value, c.before, c, c.better, c.lang);
		case 'date':
			return dates.day(c.date, c.lang, c.today);
		case 'range':
			return dates.range(c.from, c.to, c.lang, c.today);
		case 'moment':
			return dates.moment(c.date, c.lang, c.today);
	}
}

test('figures and dates are written as the golden file has them', () => {
	expect(cases.length).toBeGreaterThan(500);
	for (const c of cases) expect({ ...c, want: got(c) }).toEqual(c);
});

test('euros of the file are those of Intl', () => {
	for (const lang of ['en', 'pt', 'it'] as const) {
		const locale = { en: 'en-GB', pt: 'pt-PT', it: 'it-IT' }[lang];
		const intl = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR', useGrouping: 'always' });
		for (const v of [6.42, -6.42, 48.1]) {
			expect(value(v, { format: 'money', decimals: -1, currency: 'EUR' }, lang)).toBe(intl.format(v).replace('-', '−'));
		}
	}
});
