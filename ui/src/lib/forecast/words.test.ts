import { beforeAll, expect, test } from 'vitest';
import type { Fan, FanRight } from '#lib/api/forecast.ts';
import type { Measure } from '#lib/api/types.ts';
import { loadForecast } from '#lib/i18n/forecast.svelte.ts';
import { daysText, lastDay, middleMiss, refusedText, rightSentences } from './words.ts';

beforeAll(() => loadForecast());

const measure: Measure = { name: 'ads.contacts', column: 'contacts', label: 'Contacts', format: 'integer', decimals: -1 };
const right: FanRight = { origins: 8, mae: 0.51, naive_mae: 0.48, inside80: 0.94, issued_scored: 0, issued_inside80: null };
const fan = (over: Partial<Fan> = {}): Fan => ({ forecast: 'a', series: [], issued_at: '', horizon: 7, step: 'day', naive: false, refused: {}, holidays: [], members: [], anomalies: [], findings: [], ...over });
const counts = { name: 'regression of counts', weight: 1, mae: 0.39, naive: false };

test('a forecast of counts tells what its middle value was off by, since that is what it was judged by', () => {
	expect(middleMiss(fan({ members: [counts] }))).toBe(0.39);
	expect(rightSentences(right, fan({ members: [counts] }), measure).slice(0, 2)).toEqual([
		'Tried on the past 8 times: its middle value was off by 0.39 a day on average.',
		'Repeating the past would have been off by 0.48.'
	]);
});

test('any other forecast tells its own error', () => {
	const theta = { name: 'theta', weight: 0.5, mae: 0.4, naive: false };
	for (const other of [fan({ members: [theta] }), fan({ members: [{ ...counts, weight: 0.5 }, theta] }), fan({ members: [counts], naive: true })]) {
		expect(middleMiss(other)).toBeNull();
		expect(rightSentences(right, other, measure)[0]).toBe('Tried on the past 8 times: off by 0.51 a day on average.');
	}
});

test('a range that is not given is told once, the narrower one for both', () => {
	expect(refusedText({})).toBe('');
	expect(refusedText({ 50: 'why' })).toBe('');
	expect(refusedText({ 95: 'why' })).toBe('No range of 19 in 20 is given: the past cannot carry it.');
	expect(refusedText({ 80: 'why', 95: 'why' })).toBe('No range is given: the past cannot carry one.');
});

test('the days to come reach to the end of the last step', () => {
	expect(daysText('2019-10-21', '2019-12-09', 'week')).toBe('21 Oct to 15 Dec 2019');
	expect(daysText('2019-11-01', '2020-02-01', 'month')).toBe('November 2019 to February 2020');
	expect(lastDay('2019-10-21', 'week')).toBe('2019-10-27');
	expect(lastDay('2020-02-01', 'month')).toBe('2020-02-29');
	expect(lastDay('2020-02-01', 'day')).toBe('2020-02-01');
	expect(daysText(undefined, undefined, 'day')).toBe('');
});
