// Answers in the shapes of the server, for looking at the screens. All names are invented.
import { forecast, forecastLinks, forecastList, forecastRows } from './forecast.mjs';
import { entityLinks, matching } from './matching.mjs';

let seed = 1;
const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647);
const restart = (n) => (seed = n * 7919 + 1);
const iso = (d) => d.toISOString().slice(0, 10);
const add = (day, n) => iso(new Date(Date.parse(day + 'T00:00:00Z') + n * 86400000));

const M = {
	contacts: { name: 'events.contacts', column: 'contacts', label: 'Contacts', format: 'integer', decimals: -1, better: 'up' },
	views: { name: 'events.views', column: 'views', label: 'Detail views', format: 'integer', decimals: -1, better: 'up' },
	rate: { name: 'events.lead_rate', column: 'lead_rate', label: 'Lead rate', format: 'percent', decimals: -1, better: 'up' },
	days: { name: 'ads.days', column: 'days', label: 'Days on market', format: 'number', decimals: 0, unit: 'days', better: 'down' },
	cost: { name: 'events.cost', column: 'cost', label: 'Cost per contact', format: 'money', decimals: -1, currency: 'EUR', better: 'down' },
	spend: { name: 'events.spend', column: 'spend', label: 'Spend', format: 'money', decimals: -1, currency: 'EUR' }
};
const base = { contacts: [412, 365], views: [48210, 46267], lead_rate: [0.0085, 0.0079], days: [58, 52], cost: [6.42, 7.06], spend: [10584, 10167] };
const typeOf = (m) => ({ integer: 'integer', number: 'number', percent: 'number', money: 'decimal(18,2)', duration: 'duration' })[m.format];
const time = (grain) => ({ name: grain, role: 'time', type: 'date' });
const columns = (dims, measures, compared) => [
	...dims.flatMap((d) => (d.grain ? [time(d.name)] : [{ name: d.name, role: 'dimension', type: 'text' }, { name: `${d.name}__label`, role: 'label', of: d.name, type: 'text' }])),
	...measures.map((m) => ({ name: m.column, role: 'measure', type: typeOf(m) })),
	...(compared ? measures.map((m) => ({ name: `${m.column}__compared`, role: 'compared', of: m.column, type: typeOf(m) })) : [])
];
const result = (dims, measures, rows, compared, extra = {}) => ({ view: 'events', columns: columns(dims, measures, compared), rows, row_count: rows.length, version: 4, tables: { events: 4 }, data_to: '2026-11-18T06:00:00', period: '2026-10-22..2026-11-18', compared: compared ? '2026-09-24..2026-10-21' : '', ...extra });
const day = { name: 'day', label: 'Day', kind: 'time', grain: 'day' };
const places = ['Cascais', 'Lisboa', 'Oeiras', 'Sintra', 'Almada', 'Setúbal', 'Mafra', 'Palmela'];
const dim = (name, label, kind = '') => ({ name, label, kind });
const common = { compared: '2026-09-24..2026-10-21', compared_text: 'the 28 days before', period: '2026-10-22..2026-11-18', state: 'ok' };

function daily(m, n = 28, jitter = 0.35) {
	restart(m.column.length + n);
	const level = m.format === 'integer' ? base[m.column][0] / 28 : base[m.column][0];
	const round = (v) => (m.format === 'integer' ? Math.round(v) : v);
	return Array.from({ length: n }, (_, i) => [add('2026-10-22', i), round(level * (1 + (random() - 0.5) * jitter * 2 + i * 0.008)), round(level * 0.9 * (1 + (random() - 0.5) * jitter * 2))]);
}
const kpi = (id, m, subtitle) => ({ id, kind: 'kpi', title: m.label, subtitle, width: 2, measures: [m], dimensions: [], ...common, data: result([], [m], [base[m.column]], true), trend: result([day], [m], daily(m), true), query: { view: 'events', measures: [m.column] } });

function heat() {
	restart(5);
	const rows = [];
	for (let w = 1; w <= 7; w++) for (let h = 0; h < 24; h++) if (h === 0 || h > 5) {
		const v = Math.round(Math.max(0, (h > 7 ? 6 : 1) + 9 * Math.exp(-((h - 19) ** 2) / 6) + random() * 6 + (w === 7 ? 3 : 0)));
		rows.push([w, ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][w - 1], h, String(h).padStart(2, '0'), v]);
	}
	return rows;
}
const listing = (i) => ['T3 duplex, Rua das Flores', 'V4 with pool, Birre', 'T2 Av. Infante Santo', 'T1 Beco do Carneiro', 'T3 Quinta do Marquês', 'T2 Rua Cláudio Nunes', 'V3 Várzea de Sintra', 'T4 Nova Oeiras', 'T2 Cova da Piedade', 'T0 Rua da Palma'][i % 10] + (i > 9 ? ` ${Math.floor(i / 10) + 1}` : '');
const listings = Array.from({ length: 286 }, (_, i) => ({ id: `L${i}`, name: listing(i), place: places[i % 8], views: Math.max(0, 5210 - i * 18 - ((i * 37) % 11)), contacts: Math.max(0, 74 - Math.floor(i / 4)), before: 4800 - i * 17 }));

function table(q) {
	const ms = (q.measures ?? ['views', 'contacts', 'lead_rate']).map((c) => Object.values(M).find((m) => m.column === c));
	const val = (l, m) => (m.column === 'views' ? l.views : m.column === 'contacts' ? l.contacts : m.column === 'lead_rate' ? (l.views ? l.contacts / l.views : null) : l.views / 3);
	let list = listings.filter((l) => !q.search || l.name.toLowerCase().includes(q.search.toLowerCase()));
	const order = q.order?.[0] ?? { by: 'views', desc: true };
	list = [...list].sort((a, b) => {
		const m = ms.find((x) => x.column === order.by);
		const [x, y] = m ? [val(a, m), val(b, m)] : [a.name, b.name];
		return (x < y ? -1 : x > y ? 1 : 0) * (order.desc ? -1 : 1);
	});
	const all = list.length;
	const part = list.slice(q.offset ?? 0, (q.offset ?? 0) + (q.limit || 1e9));
	const dims = [dim('listing', 'Listing'), dim('place', 'Municipality')];
	const sum = (f) => listings.reduce((s, l) => s + f(l), 0);
	const totals = [null, null, null, null, ...ms.map((m) => (m.column === 'lead_rate' ? sum((l) => l.contacts) / sum((l) => l.views) : sum((l) => val(l, m)))), ...ms.map(() => null)];
	return result(dims, ms, part.map((l) => [l.id, l.name, l.place, l.place, ...ms.map((m) => val(l, m)), ...ms.map((m) => (m.column === 'views' ? l.before : null))]), true, { row_count: all, totals });
}

function stack(parts, n) {
	restart(9);
	const rows = [];
	for (let i = 0; i < n; i++) for (const [k, p] of parts.entries()) rows.push([add('2026-10-22', i), p.toLowerCase(), p, Math.round((240 / (k + 1)) * (0.7 + random() * 0.6)) + 0.5]);
	return rows;
}

const problem = (status, code, title, hint) => ({ status, type: 'application/problem+json', body: { type: 'about:blank', title, status, code, detail: title, hint } });

function page(name, url) {
	const empty = url.searchParams.getAll('f.place').includes('Mafra');
	const filters = [
		{ id: 'period', kind: 'period', label: 'Period', text: '22 Oct to 18 Nov', value: [url.searchParams.get('period') ?? 'last_28_days'], in_sentence: true, choices: [{ value: 'last_7_days', label: 'the last 7 days' }, { value: 'last_28_days', label: 'the last 28 days' }, { value: 'this_month', label: 'this month' }, { value: 'last_month', label: 'last month' }, { value: 'last_12_months', label: 'the last 12 months' }, { value: 'all', label: 'all time' }] },
		{ id: 'comparison', kind: 'comparison', label: 'Comparison', text: 'the 28 days before', value: [url.searchParams.get('comparison') ?? 'previous_period'], in_sentence: true, choices: [{ value: 'previous_period', label: 'the 28 days before' }, { value: 'previous_year', label: 'the same days last year' }, { value: 'none', label: 'nothing' }] },
		{ id: 'business', kind: 'members', label: 'Business', text: url.searchParams.getAll('f.business').join(' and ') || 'sale and rent', views: ['events'], value: url.searchParams.getAll('f.business'), in_sentence: true },
		{ id: 'place', kind: 'members', label: 'Municipality', text: url.searchParams.getAll('f.place').join(', ') || 'all municipalities', views: ['events'], value: url.searchParams.getAll('f.place'), in_sentence: false }
	];
	const head = { name, language: 'en', filters, freshness: { state: 'fresh', data_to: '2026-11-18T06:00:00', text: 'Data to 06:00 today' }, version: 4 };
	const sentence = [{ text: 'All ' }, { text: '286 listings' }, { text: ' of Casa do Tejo, ' }, { text: filters[2].text, filter: 'business' }, { text: ', ' }, { text: '22 Oct to 18 Nov', filter: 'period' }, { text: ', against ' }, { text: 'the 28 days before', filter: 'comparison' }];
	const byPlace = [9640, 8915, 6120, 5470, 4380, 2905, 2210, 1370];
	const bar = { id: 'r2t0', kind: 'bar', title: 'Where the views come from', subtitle: 'Detail views by municipality; tick: same period before', width: 4, measures: [M.views], dimensions: [dim('place', 'Municipality')], ...common, data: result([dim('place', 'Municipality')], [M.views], places.map((p, i) => [p.toLowerCase(), p, byPlace[i], byPlace[i] * (0.72 + 0.06 * i)]), true) };
	bar.data.columns.push({ name: '__other', role: 'other', type: 'boolean' });
	bar.data.rows = [...bar.data.rows.map((r) => [...r, false]), [null, null, 4120, 4300, true]];
	const weekday = dim('weekday', 'Weekday', 'weekday');
	const hour = dim('hour', 'Hour', 'hour');
	if (empty) return { ...head, title: 'Home', sentence, rows: [[{ id: 'r0t0', kind: 'kpi', title: 'Contacts', width: 2, measures: [M.contacts], ...common, state: 'empty', problem: { code: 'empty', title: 'No contacts in Mafra in these 28 days', filter: 'place' } }], [{ id: 'r1t0', kind: 'line', title: 'Contacts per day', width: 12, measures: [M.contacts], dimensions: [day], ...common, state: 'empty', problem: { code: 'empty', title: 'No contacts in Mafra in these 28 days', hint: '', filter: 'place' } }]] };
	if (name === 'ads') return { ...head, title: 'Ads performance', freshness: { ...head.freshness, state: 'late', text: 'Late: data to 06:00' }, sentence, rows: [[{ id: 'r0t0', kind: 'table', title: 'Listings', width: 12, measures: [M.views, M.contacts, M.rate], dimensions: [dim('listing', 'Listing'), dim('place', 'Municipality')], ...common, data: table({ limit: 100 }), trend: result([dim('listing', 'Listing'), day], [M.views], listings.slice(0, 100).flatMap((l) => daily(M.views).map(([d, v], i) => [l.id, l.name, d, v + ((i * l.views) % 900)])), false), query: { view: 'events', measures: ['views', 'contacts', 'lead_rate'], by: ['listing', 'place'], order: [{ by: 'views', desc: true }], limit: 100, totals: true, compare: 'previous_period' } }]] };
	if (name === 'ahead') return { ...head, title: 'What comes next', sentence, rows: forecastRows(M) };
	if (name === 'states') {
		const tile = (state, p) => ({ id: 't' + state, kind: 'line', title: state, width: 4, measures: [M.contacts], dimensions: [day], ...common, state, problem: p });
		return { ...head, title: 'States', freshness: { ...head.freshness, state: 'stale', text: 'Nothing since 16 Nov' }, sentence, rows: [[tile('failed', { code: 'step-failed', title: 'The database did not answer in 10 s', hint: '' }), tile('empty', { code: 'empty', title: 'No rentals in Mafra in these 28 days', filter: 'place' }), tile('denied', { code: 'forbidden', title: 'Payments is for account owners' })], [tile('not_built', { code: 'not-built', title: 'The table has no version yet' })]] };
	}
	return { ...head, title: 'Home', sentence, rows: [
		[kpi('r0t0', M.contacts), kpi('r0t1', M.views), kpi('r0t2', M.rate), kpi('r0t3', M.days), kpi('r0t4', M.cost), kpi('r0t5', M.spend)],
		[{ id: 'r1t0', kind: 'line', title: 'Contacts per day', subtitle: 'Calls, email, messages and WhatsApp, each person counted once per listing', width: 8, measures: [M.contacts], dimensions: [day], ...common, data: result([day], [M.contacts], daily(M.contacts, 28, 0.3), true) },
			{ id: 'r1t1', kind: 'funnel', title: 'From click to customer', subtitle: 'Same people, counted once', width: 4, measures: [231900, 7908, 5140, 203, 61].map((_, i) => ({ ...M.contacts, name: `f.s${i}`, column: `s${i}`, label: ['Saw an ad', 'Clicked', 'Stayed 10 s', 'Became a lead', 'Booked'][i] })), dimensions: [], ...common, data: { ...result([], [], [[231900, 7908, 5140, 203, 61]], false), columns: [0, 1, 2, 3, 4].map((i) => ({ name: `s${i}`, role: 'measure', type: 'integer' })) } }],
		[bar, { id: 'r2t1', kind: 'heatmap', title: 'When people get in touch', subtitle: 'Contacts by weekday and hour', width: 8, measures: [M.contacts], dimensions: [weekday, hour], ...common, data: result([weekday, hour], [M.contacts], heat(), false) }],
		[{ id: 'r3t0', kind: 'stacked_bar', title: 'Spend a day, by channel', width: 8, measures: [M.spend], dimensions: [day, dim('channel', 'Channel')], split: 'channel', ...common, data: result([day, dim('channel', 'Channel')], [M.spend], stack(['Search', 'Social', 'Display'], 28), false) },
			{ id: 'r3t1', kind: 'line', title: 'Views by municipality', subtitle: 'Per day', width: 4, measures: [M.views], dimensions: [day, dim('place', 'Municipality')], split: 'place', ...common, data: result([day, dim('place', 'Municipality')], [M.views], stack(['Lisboa', 'Cascais', 'Sintra'], 28).map((r, i) => (i > 20 && i < 26 ? [r[0], r[1], r[2], null] : r)), false) }]
	] };
}

const pages = [['home', 'Home', '', 'home'], ['ads', 'Ads performance', '', 'list'], ['overall', 'Overall performance', '', 'trend'], ['states', 'States', '', 'map'], ['ahead', 'What comes next', '', 'trend'], ['market', 'Market report', 'Market', 'grid']].map(([name, title, group, icon]) => ({ name, title, group, icon }));
let language = 'en';
const me = () => ({ user: 'owner', name: 'Agency owner', roles: ['owner'], admin: false, explore: true, export: true, language, languages: ['en', 'pt', 'it'], csrf: 'x', tenant: 'Casa do Tejo', project: { name: 'demo', title: 'Demo', currency: 'EUR', time_zone: 'Europe/Lisbon', week_start: 1 }, pages, entities: entityLinks, forecasts: forecastLinks });

const ok = (body, headers = {}) => ({ status: 200, body, headers });

export async function answer(method, url, body, cookie) {
	const path = url.pathname.replace('/api/v1', '');
	if (path === '/login-info') return ok({ title: 'Demo', languages: ['en', 'pt', 'it'], demo_users: [{ user: 'admin', name: 'Administrator', role_label: 'sees everything' }, { user: 'owner', name: 'Owner of an agency', role_label: 'Casa do Tejo' }] });
	if (path.startsWith('/session')) {
		if (method === 'DELETE') return { status: 204, headers: { 'Set-Cookie': 'in=; Path=/; Max-Age=0' } };
		if (body?.password && body.password !== 'right') return problem(401, 'bad-login', 'User or password is wrong');
		return ok({ csrf: 'x' }, { 'Set-Cookie': 'in=1; Path=/' });
	}
	if (path === '/setup') return body?.token === 'good' ? ok({ csrf: 'x' }, { 'Set-Cookie': 'in=1; Path=/' }) : problem(404, 'not-found', 'This link was used or is not valid');
	if (!cookie.includes('in=1')) return problem(401, 'signed-out', 'Log in first');
	if (path === '/me') return ok(me());
	if (path === '/me/language') return (language = body.language), { status: 204 };
	if (path === '/catalog') return ok({ views: [
		{ name: 'events', label: 'Ad events', time: { grain: 'hour' }, data_to: '2026-11-18T06:00:00', measures: [M.spend, M.contacts, M.views, M.rate, M.cost].map((m) => ({ ...m, description: `${m.label} of the period`, not_across: m === M.rate ? ['device'] : [], why: m === M.rate ? 'people use more than one' : '' })), dimensions: [dim('place', 'Municipality'), dim('channel', 'Channel'), dim('listing', 'Listing'), dim('device', 'Device')] },
		{ name: 'ads', label: 'Listings', time: null, data_to: '', measures: [M.days], dimensions: [dim('place', 'Municipality')] }
	] });
	if (path === '/members') {
		const s = (url.searchParams.get('search') ?? '').toLowerCase();
		const list = url.searchParams.get('dimension') === 'business' ? ['Sale', 'Rent'] : places;
		return ok({ members: list.filter((p) => p.toLowerCase().includes(s)).map((p, i) => ({ value: p, label: p, count: 900 - i * 97 })), more: false });
	}
	if (path.endsWith('/explain')) return ok({ measure: M.rate, formula: 'Contacts divided by detail views, both of the same days', parts: [{ label: 'unique contacts', measure: M.contacts, value: 412 }, { label: 'detail views', measure: M.views, value: 48210 }], value: 0.0085, period: '2026-10-22..2026-11-18', filters: ['Agency is Casa do Tejo', 'Business is sale or rent'], rows: 48622, table: 'events', version: 4, published_at: '2026-11-18T06:04:00', data_to: '2026-11-18T06:00:00', sources: [{ source: 'ad_events', loads: 31, rows: 800000, rejected: 12, landed_at: '2026-11-18T06:01:00' }, { source: 'ads', loads: 2, rows: 286, rejected: 0, landed_at: '2026-11-17T06:01:00' }] });
	if (path === '/query') {
		await new Promise((r) => setTimeout(r, 60));
		const by = body.by ?? [];
		const ms = body.measures.map((c) => Object.values(M).find((m) => m.column === c));
		const grain = by.find((b) => ['hour', 'day', 'week', 'month', 'quarter', 'year'].includes(b));
		if (by[0] === 'listing') return ok(table(body));
		const split = by.find((b) => b !== grain);
		const members = split === 'channel' ? ['Search', 'Social', 'Display', 'Email'] : places;
		const dims = by.map((b) => (b === grain ? { name: b, grain: b } : dim(b, b)));
		restart(3);
		const value = (m, k) => (m.format === 'integer' ? Math.round((base[m.column][0] / (k + 1)) * (0.5 + random())) : (base[m.column][0] / (m.format === 'money' ? k + 1 : 1)) * (0.7 + random() * 0.6));
		const rows = [];
		for (const d of grain ? Array.from({ length: 28 }, (_, i) => add('2026-10-22', i)) : [null]) for (const [k, p] of (split ? members : [null]).entries())
			rows.push([...by.flatMap((b) => (b === grain ? [d] : [p.toLowerCase(), p])), ...ms.map((m) => value(m, k)), ...(body.compare ? ms.map((m) => value(m, k)) : [])]);
		const totals = [...by.flatMap((b) => (b === grain ? [null] : [null, null])), ...ms.map((m) => base[m.column][0]), ...(body.compare ? ms.map((m) => base[m.column][1]) : [])];
		const from = body.offset ?? 0;
		return ok(result(dims, ms, rows.slice(from, body.limit ? from + body.limit : undefined), !!body.compare, { totals, row_count: rows.length }));
	}
	if (path === '/export') return { status: 200, type: 'text/csv', headers: { 'Content-Disposition': 'attachment; filename="views.csv"' }, body: 'a,b\n1,2\n' };
	if (path === '/forecasts') return ok({ forecasts: forecastList(M) });
	if (path.startsWith('/forecasts/')) {
		const told = forecast(decodeURIComponent(path.slice('/forecasts/'.length)), url, M);
		return told ? ok(told) : problem(404, 'not-found', 'There is no such forecast');
	}
	const about = matching(method, url, body);
	if (about) return { status: about[0], body: about[1], type: about[2] };
	const found = /^\/pages\/([^/]+)$/.exec(path);
	if (found && found[1] === 'slow') return await new Promise(() => {});
	if (found && pages.some((p) => p.name === found[1])) return ok(page(found[1], url));
	return problem(404, 'not-found', 'There is no such page');
}
