// Writes the golden file that holds TypeScript and Go to the same figures. Node's Intl is the reference.
//   npm run golden
import { writeFileSync, mkdirSync } from 'node:fs';
import { value, tick } from '../src/lib/format/number.ts';
import { delta } from '../src/lib/format/delta.ts';
import * as dates from '../src/lib/format/date.ts';

const languages = ['en', 'pt', 'it'];
const specs = [
	{ format: 'integer', decimals: -1 },
	{ format: 'integer', decimals: 0, unit: 'days' },
	{ format: 'number', decimals: -1 },
	{ format: 'number', decimals: 3, unit: 'm²' },
	{ format: 'percent', decimals: -1 },
	{ format: 'percent', decimals: 0 },
	{ format: 'money', decimals: -1, currency: 'EUR' },
	{ format: 'money', decimals: 2, currency: 'EUR' },
	{ format: 'money', decimals: -1, currency: 'CHF' },
	{ format: 'money', decimals: -1, currency: 'USD' },
	{ format: 'duration', decimals: -1 }
];
const values = [
	null, 0, 1, 7, 58, 412, 999, 1000, 1234, 48210, 231900, 12345678, 1234567890.5, 0.85, 0.0085, 0.129, 0.0999949, 0.099995, 0.1, 0.5, 1,
	1.005, 2.5, 3.5, 9.994, 9.995, 10.05, 99.949, 99.95, 99.994, 99.995, 100, 6.42, 1.45, 8.345, 0.285, -0.001, -1, -6.42, -100.5, -48210.4,
	59.5, 60, 3599.6, 7325, 90061, 172800, 1e-7, 33.3333333333, 66.6666666667
];
const cases = [];
for (const lang of languages)
	for (const spec of specs)
		for (const v of values) cases.push({ kind: 'value', value: v, ...spec, lang, want: value(v, spec, lang) });

const pairs = [[412, 365], [365, 412], [12, 9], [10, 10], [0.0085, 0.0079], [0.129, 0.129], [0.11, 0.129], [6.42, 7.06], [5, 0], [null, 3], [300, 100], [199.96, 100], [10000, 9999]];
for (const lang of languages)
	for (const spec of [specs[0], specs[2], specs[4], specs[6]])
		for (const better of ['up', 'down', ''])
			for (const [now, before] of pairs) cases.push({ kind: 'delta', value: now, before, better, ...spec, lang, want: delta(now, before, spec, better, lang) });

const today = '2026-11-22';
for (const lang of languages) {
	for (let m = 1; m <= 12; m++) for (const y of [2025, 2026]) for (const d of ['08', '19']) {
		const date = `${y}-${String(m).padStart(2, '0')}-${d}`;
		cases.push({ kind: 'date', date, today, lang, want: dates.day(date, lang, today) });
	}
	for (const [from, to] of [['2026-10-22', '2026-11-18'], ['2026-11-18', '2026-11-18'], ['2025-10-22', '2025-11-18'], ['2025-12-22', '2026-01-18'], ['2026-11-01', '2026-11-30'], ['2026-01-01', '2026-03-31'],
		['2026-01-01', '2026-12-31'], ['2025-12-01', '2026-11-30'], ['2024-02-01', '2024-02-29'], ['2026-02-01', '2026-02-28'], ['2026-11-08', '2026-11-11'], ['2026-03-11', '2026-04-08'], ['2024-01-01', '2025-12-31'], ['2026-11-01', '2026-11-18']])
		cases.push({ kind: 'range', from, to, today, lang, want: dates.range(from, to, lang, today) });
	for (const at of ['2026-11-18T06:00:00', '2025-03-08T23:59:59']) cases.push({ kind: 'moment', date: at, today, lang, want: dates.moment(at, lang, today) });
}
const folder = new URL('../../internal/format/testdata/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('golden.json', folder), '[\n' + cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]\n');
console.log(`${cases.length} cases`);
