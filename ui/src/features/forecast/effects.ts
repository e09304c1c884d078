import type { Fan, ForecastEffect } from '#lib/api/forecast.ts';
import { dates, type Language } from '#lib/format/index.ts';
import { kindName } from '#lib/query/member.ts';

/** What one part of a season adds or takes: a weekday, a month, a holiday. */
export type Bar = { name: string; value: number };

/** How an effect is told: what comes round again as bars, anything else as a line over time. */
export type Shape = { kind: 'bars'; bars: Bar[] } | { kind: 'line' };

const around: Record<string, { of: (at: string) => number; kind: string; recent: number }> = {
	day: { of: (at) => Number(at.slice(11, 13)), kind: 'hour', recent: 28 * 24 },
	week: { of: (at) => ((dates.parse(at).getUTCDay() + 6) % 7) + 1, kind: 'weekday', recent: 56 },
	year: { of: (at) => Number(at.slice(5, 7)), kind: 'month', recent: Infinity }
};

/** Sums up an effect. Seasons may change slowly: of those of a week, the last eight weeks and those to come are told. */
export function shapeOf(effect: ForecastEffect, fan: Fan, language: Language, today: string): Shape {
	if (effect.name === 'holiday') return { kind: 'bars', bars: holidays(effect, fan, language, today) };
	const season = around[effect.name];
	if (!season) return { kind: 'line' };
	const recent = season.recent * (effect.name === 'week' && fan.step === 'hour' ? 24 : 1);
	const groups = new Map<number, number[]>();
	for (const [at, value] of effect.values.slice(-recent)) {
		const part = season.of(at);
		groups.set(part, [...(groups.get(part) ?? []), value]);
	}
	return { kind: 'bars', bars: [...groups].sort(([a], [b]) => a - b).map(([part, values]) => ({ name: kindName(season.kind, String(part), language) ?? String(part), value: mean(values) })) };
}

const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

// A holiday of several years is one bar; a day that has no name is named by its date.
function holidays(effect: ForecastEffect, fan: Fan, language: Language, today: string): Bar[] {
	const names = new Map(fan.holidays);
	const groups = new Map<string, number[]>();
	for (const [at, value] of effect.values) {
		if (value === 0) continue;
		const name = names.get(at) ?? names.get(at.slice(0, 10)) ?? dates.day(at, language, today);
		groups.set(name, [...(groups.get(name) ?? []), value]);
	}
	return [...groups].map(([name, values]) => ({ name, value: mean(values) })).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

/** Where a bar stands on a scale that holds zero: from the left, and how wide, in shares of the whole. */
export function place(value: number, low: number, high: number): { left: number; width: number } {
	const span = high - low || 1;
	const zero = (0 - low) / span;
	const end = (value - low) / span;
	return { left: Math.min(zero, end), width: Math.abs(end - zero) };
}
