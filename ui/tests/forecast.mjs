// Forecasts in the shapes of the server, for looking at the screens: a series of days with a week, a year, holidays and late reports.
let seed = 11;
const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647);
const add = (day, n) => new Date(Date.parse(day + 'T00:00:00Z') + n * 86400000).toISOString().slice(0, 10);
const week = [6, 9, 8, 5, 2, -14, -16];
const holidays = { '2025-12-08': 'Imaculada Conceição', '2025-12-25': 'Natal', '2026-10-05': 'Implantação da República', '2026-11-01': 'Todos os Santos', '2026-12-01': 'Restauração da Independência', '2026-12-08': 'Imaculada Conceição' };
const weekday = (at) => (new Date(at).getUTCDay() + 6) % 7;
const year = (at) => 6 * Math.sin(((Number(at.slice(5, 7)) - 3) / 12) * 2 * Math.PI);
const expected = (at, i) => Math.max(1, 44 + i * 0.012 + week[weekday(at)] + year(at) - (holidays[at] ? 15 : 0));
const to = '2026-11-17';

function fan({ name = 'Contacts', scale = 1, horizon = 28, refused = {}, naive = false, target = true, late = true, issued = true } = {}) {
	seed = 11 + name.length * 97;
	const past = Array.from({ length: 730 }, (_, i) => {
		const at = add(to, i - 729);
		return [at, Math.max(0, Math.round((expected(at, i) + (random() - 0.5) * 16) * scale))];
	});
	past[700][1] = Math.round(8 * scale);
	const completed = late ? [[past[727][0], past[727][1] * 1.02], [past[728][0], past[728][1] * 1.1], [past[729][0], past[729][1] * 1.3]] : [];
	if (late) past[729][1] = Math.round(past[729][1] * 0.75);
	const range = (v, h, share) => (share in refused ? [null, null] : [Math.max(0, v - h), v + h]);
	const next = Array.from({ length: horizon }, (_, i) => {
		const at = add(to, i + 1);
		const value = expected(at, 730 + i) * scale;
		const spread = (7 + i * 0.22) * scale;
		const [lo50, hi50] = range(value, spread * 0.5, '50');
		const [lo80, hi80] = range(value, spread, '80');
		const [lo95, hi95] = range(value, spread * 1.6, '95');
		return { at, value, lo50, hi50, lo80, hi80, lo95, hi95 };
	});
	const sum = next.reduce((s, n) => s + n.value, 0);
	return {
		forecast: 'contacts', issued_at: '2026-11-18T06:12:00', horizon, step: 'day', naive, refused,
		series: [{ name, unit: '', past, now: to, complete_until: late ? add(to, -3) : to, completed, next }],
		total: { value: sum, lo80: '80' in refused ? null : sum * 0.95, hi80: '80' in refused ? null : sum * 1.056 },
		target: target ? { value: 1400 * scale, period: '2026-12', so_far: 0, expected: 1310 * scale, chance: 0.22 } : undefined,
		right: { origins: 8, mae: 5.4 * scale, naive_mae: naive ? 5.4 * scale : 7.9 * scale, inside80: 0.81, issued_scored: issued ? 336 : 0, issued_inside80: issued ? 0.79 : null },
		holidays: Object.entries(holidays), members: members.map(({ mase, why, ...m }) => m),
		anomalies: [[past[700][0], past[700][1], 28 * scale, 66 * scale]],
		findings: [{ at: past[700][0], kind: 'outlier', text: 'one value stands out', size: -36 }, { at: add(to, -400), kind: 'level shift', text: 'the level jumped', size: 9 }, { at: add(to, -1), kind: 'incomplete', text: 'not all reported' }]
	};
}
const members = [
	{ name: 'pooled ridge on 8 lags', weight: 0.46, mae: 5.3, naive: false, mase: 0.67 },
	{ name: 'damped smoothing', weight: 0.31, mae: 5.9, naive: false, mase: 0.75 },
	{ name: 'theta', weight: 0.23, mae: 6.1, naive: false, mase: 0.77 },
	{ name: 'seasonal naive of 7', weight: 0, mae: 7.9, naive: true, mase: 1 },
	{ name: 'ridge on 8 lags of changes of logarithms', weight: 0, mae: null, naive: false, mase: null },
	{ name: 'Croston', weight: 0, mae: 9.4, naive: false, mase: 1.19 }
];

export const forecastLinks = [{ name: 'contacts', title: 'Contacts, next 28 days' }, { name: 'short', title: 'Contacts of a new agency' }];

export function forecastRows(M) {
	const common = { measures: [M.contacts], dimensions: [], state: 'ok', period: '' };
	const tile = (id, width, title, over = {}) => ({ id, kind: 'fan', width, title, ...common, ...over });
	return [
		[tile('r0t0', 8, 'Contacts to come', { fan: fan() }), tile('r0t1', 4, 'Calls to come', { fan: fan({ name: 'Calls', scale: 0.08, target: false, late: false, refused: { 95: 'The past cannot carry a range of 95 %' }, issued: false }) })],
		[tile('r1t0', 6, 'Visits to come', { state: 'stale', fan: fan({ name: 'Visits', scale: 30, naive: true, target: false }) }), tile('r1t1', 6, 'Offers to come', { state: 'withheld', problem: { code: 'withheld', title: '11 values of the past cannot carry a forecast of 28 steps: as many are needed, and two at least.' } })],
		[tile('r2t0', 12, 'Contacts to come, by agency', { fan: { ...fan({ target: false }), total: undefined, right: undefined, series: ['Casa do Tejo', 'Foz', 'Serra e Mar', 'Terras Altas'].map((name, i) => fan({ name, scale: 1 / (i + 1) }).series[0]) } })]
	];
}

// The list of all, as the server tells it briefly.
export const forecastList = (M) =>
	forecastLinks.map((link) => {
		const told = fan({ target: false });
		const common = { ...link, measure: M.contacts, of: 'All agencies', step: 'day', horizon: 28, refused: {}, naive: false, origins: 0, inside80: null };
		if (link.name === 'short') return { ...common, state: 'withheld', problem: { code: 'no-forecast', title: 'The past is too short for a forecast: 11 days for 28 to come', hint: 'It will be there once more is known.' } };
		const { next } = told.series[0];
		return { ...common, state: 'ok', from: next[0].at, to: next.at(-1).at, total: told.total, issued_at: told.issued_at, origins: told.right.origins, inside80: told.right.inside80 };
	});

export function forecast(name, url, M) {
	if (name === 'short') return { name, title: 'Contacts of a new agency', state: 'withheld', problem: { code: 'withheld', title: '11 values of the past cannot carry a forecast of 28 steps.' }, measure: M.contacts, freshness: { state: 'fresh', data_to: '', text: '' }, chosen: { label: 'in total', filters: {} }, choices: [], more: false, steps: 11, members: [], effects: [], issued: [], tried: [] };
	if (name !== 'contacts') return null;
	const one = url.searchParams.get('f.agency');
	const f = fan(one ? { name: one, scale: 0.5 } : {});
	const all = [...f.series[0].past.map(([at]) => at), ...f.series[0].next.map((n) => n.at)];
	seed = 5;
	const issued = Array.from({ length: 60 }, (_, i) => {
		const at = add(to, -3 - i);
		const value = expected(at, 727 - i);
		const actual = f.series[0].past[727 - 1 - i]?.[1] ?? 0;
		return { issued_at: `${add(at, -1 - (i % 7))}T06:12:00`, at, value, lo80: value - 8, hi80: value + 8, lo95: value - 13, hi95: value + 13, actual };
	});
	return {
		name, title: 'Contacts, next 28 days', state: 'ok', measure: M.contacts, freshness: { state: 'fresh', data_to: '2026-11-17T00:00:00', text: '' },
		chosen: { label: one ?? 'all agencies', filters: one ? { agency: one } : {} }, choices: [{ label: 'all agencies', filters: {} }, ...['Casa do Tejo', 'Foz', 'Serra e Mar', 'Terras Altas'].map((label) => ({ label, filters: { agency: label } }))], more: false,
		fan: f, steps: 730, members,
		effects: [
			{ name: 'trend', label: '', values: all.map((at, i) => [at, 40 + i * 0.012]) },
			{ name: 'week', label: '', values: all.map((at) => [at, week[weekday(at)]]) },
			{ name: 'year', label: '', values: all.map((at) => [at, year(at)]) },
			{ name: 'holiday', label: '', values: all.map((at) => [at, holidays[at] ? -15 : 0]) },
			{ name: 'spend', label: 'Spend', values: all.map((at, i) => [at, i % 90 < 20 ? 6 : 0]) }
		],
		issued,
		tried: []
	};
}
