import { beforeAll, expect, test } from 'vitest';
import { loadAccount } from '#lib/i18n/account.svelte.ts';
import { loadForecast } from '#lib/i18n/forecast.svelte.ts';
import { memberText } from './members.ts';

beforeAll(async () => void (await Promise.all([loadAccount(), loadForecast()])));

test('methods are named in words, with how they are set', () => {
	expect(memberText('seasonal naive of 7', 'day')).toBe('Repeat what came 7 days before');
	expect(memberText('seasonal naive of 1', 'month')).toBe('Repeat what came 1 month before');
	expect(memberText('ridge on 8 lags', 'day')).toBe('Regression on the last 8 days');
	expect(memberText('ridge on 8 lags of changes of logarithms', 'hour')).toBe('Regression on the last 8 hours, by changes, in logarithms');
	expect(memberText('pooled ridge on 14 lags with waves of [7 365]', 'day')).toBe('Regression on the last 14 days of all series, with waves of 7, 365');
	expect(memberText('bending trend of logarithms', 'day')).toBe('Bending trend with seasons, in logarithms');
	expect(memberText('theta', 'day')).not.toBe('theta');
});

test('a method that the screens do not know keeps its name', () => {
	expect(memberText('small trees', 'day')).toBe('small trees');
});
