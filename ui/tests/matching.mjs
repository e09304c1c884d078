// Answers about entities in the shapes of the server. All names are invented.
const key = (source, record) => ({ source, record });
const fields = ['name', 'vat', 'street', 'town', 'phone', 'website', 'first_seen'];

const names = [
	['Officine Meccaniche Zanatta', 'Off. Mecc. Zanatta', 5.4], ['Cantina Sociale Valdo', 'Valdo Cantina Soc. Coop.', 4.9], ['Edil Brenta di Rossi', 'EdilBrenta S.n.c.', 4.2],
	['Panificio San Marco', 'San Marco Pane S.a.s.', 3.4], ['Studio Gallo e Figli', 'Gallo Studio Tecnico', 3.1], ['Trasporti Adige', 'Adige Logistica', 2.6], ['Farmacia Centrale', 'Farmacia Centrale 2', 1.9],
	['Hotel Bellavista', 'Bellavista Residence', 0.8], ['Auto Po', 'Autopò S.r.l.', 0.2], ['Vivai Bianchi', 'Bianchi Garden', -0.9], ['Casa Editrice Lume', 'Lume Libri', -2.2], ['Ottica Sole', 'Ottica Luna', -4.1]
];
const probability = (w) => 1 / (1 + 2 ** -w);
const doubts = names.map(([left, right, weight], i) => ({ left: key('register', `R${100 + i}`), right: key('web', `W${500 + i}`), left_title: left, right_title: right, weight, probability: probability(weight), together: i % 4 === 3, pattern: i === 0 ? 14 : 1, impact: 3, teaches: 2 - i / 10 }));
let decided = [];
const idOf = (p) => `${p.left.source}/${p.left.record} ${p.right.source}/${p.right.record}`;
const open = () => doubts.filter((d) => !decided.some((x) => idOf(x) === idOf(d)));

const sides = [
	{ ...key('register', 'R100'), title: names[0][0], entity: 'E12', records: 3, cells: ['Officine Meccaniche Zanatta S.r.l.', 'IT 0428 5190 264', 'Via Noalese 14', '31100 Treviso TV', '0422 263 1xx', 'omzanatta.it', '2026-11-04'] },
	{ ...key('web', 'W500'), title: names[0][1], entity: 'E4711', records: 1, cells: ['Off. Mecc. Zanatta S.r.l.s.', '', 'Via Noalese 14/A', 'Treviso', '0422 430 9xx', 'www.omzanatta.it', '2026-11-12'] }
];
const parts = [
	{ field: 'vat', level: 'unknown', left: 'it04285190264', right: '', bits: 0, share: 0 },
	{ field: 'name', level: 'short form', left: 'officine meccaniche zanatta srl', right: 'off mecc zanatta srls', bits: 8.2, share: 0 },
	{ field: 'street', level: 'similar', left: 'via noalese 14', right: 'via noalese 14 a', bits: 5.1, share: 0 },
	{ field: 'town', level: 'same', left: 'treviso', right: 'treviso', given: 'street', bits: 3.2, share: 0.011 },
	{ field: 'phone', level: 'different', left: '04222631', right: '04224309', bits: -2.3, share: 0 },
	{ field: 'website', level: 'same and rare', left: 'omzanatta.it', right: 'omzanatta.it', bits: 3.6, share: 0.0005 }
];
function pair(left, right) {
	const doubt = doubts.find((d) => idOf(d) === idOf({ left, right })) ?? doubts[0];
	const said = decided.find((d) => idOf(d) === idOf(doubt));
	const prior = -12.4;
	const rest = doubt.weight - prior - parts.reduce((s, p) => s + p.bits, 0);
	return { fields, left: { ...sides[0], ...doubt.left, title: doubt.left_title, cells: [doubt.left_title + ' S.r.l.', ...sides[0].cells.slice(1)] }, right: { ...sides[1], ...doubt.right, title: doubt.right_title, entity: doubt.together ? 'E12' : 'E4711', records: doubt.together ? 3 : 1, cells: [doubt.right_title, ...sides[1].cells.slice(1)] }, together: doubt.together, prior, parts: parts.map((p, i) => (i === 1 ? { ...p, bits: p.bits + rest } : p)), weight: doubt.weight, probability: doubt.probability, decision: said, kept: 'E12', model: 7 };
}

const histogram = Array.from({ length: 44 }, (_, i) => ({ from: i - 14, to: i - 13, pairs: Math.round(900 * Math.exp(-((i - 5) ** 2) / 18) + 1450 * Math.exp(-((i - 30) ** 2) / 70) + 12) }));
const brief = (name, state, more = {}) => ({ name, state, done: 1, records: 0, entities: 0, review: 0, ...more });
const ready = () => brief('company', 'ready', { records: 20731, entities: 8124, review: open().length });
const briefs = () => [ready(), brief('guest', 'empty'), brief('host', 'preparing', { done: 0.62, records: 800000 }), brief('person', 'failed', { why: 'the ledger of "person" ends in the middle of a batch; farol match repair person drops it' })];
const source = (source, records, entities, alone, unique) => ({ source, records, entities, alone, unique });
const overview = (b) => ({
	...b, table: 'company_record', fields, pairs: 22408, repeats: 15120, decided: 41 + decided.length, waiting: decided.length, model: { version: 7, learned: '2026-11-02T09:00:00Z', records: 20100, aged: false },
	sources: [source('register', 4940, 4940, 410, true), source('crm', 4552, 4010, 377, false), source('marketing_list', 4150, 4102, 1020, false), source('invoices', 3740, 3622, 96, false), source('web', 3349, 3302, 1211, false)],
	histogram, valley: -1.5, threshold: 3.2, sizes: [[1, 3400], [2, 2110], [3, 1402], [4, 801], [5, 304], [6, 71], [7, 22], [8, 9], [11, 4], [23, 1]].map(([size, entities]) => ({ size, entities })),
	bridges: [{ entity: 'E31', title: 'Fratelli Conti', left: key('crm', 'C77'), right: key('web', 'W81'), weight: 1.2, sizes: [4, 3] }, { entity: 'E90', title: 'Studio Legale Serra e Associati', left: key('crm', 'C12'), right: key('register', 'R9'), weight: 3.4, sizes: [2, 1] }],
	unlinkable: 0.0041, run: { at: '2026-11-22T06:04:00Z', created: 112, joined: 301, absorbed: 9, split: 2, retired: 0 }, as_of: '2026-11-22T06:04:00Z'
});
const third = { ...key('crm', 'C3'), title: 'Zanatta Officine', entity: 'E12', records: 3, cells: ['ZANATTA OFFICINE MECCANICHE', 'IT04285190264', 'via Noalese, 14', 'Treviso', '', '', '2026-10-01'] };
const fourth = { ...key('invoices', '90-17'), title: 'Officine Meccaniche Zanatta', entity: 'E12', records: 3, cells: ['Officine Meccaniche Zanatta Srl', 'IT04285190264', 'Via Roma 2', 'Treviso', '0422 263 1xx', '', '2026-09-11'] };
const link = (left, right, weight) => ({ left, right, weight, probability: probability(weight) });
function cluster(id) {
	if (id === 'E4711') return { id, asked: id, title: names[0][1], fields, golden: [], total: 1, records: [sides[1]], links: [], history: [{ seq: 8, batch: 3, kind: 'create', entity: id, records: [key('web', 'W500')], at: '2026-11-12T06:00:00Z' }] };
	return {
		id: 'E12', asked: id, title: names[0][0], fields, total: 3,
		golden: [['name', sides[0].cells[0], 'R100', 'vote', 2, 3], ['vat', 'IT 0428 5190 264', 'R100', 'only', 3, 3], ['street', 'Via Noalese 14', 'R100', 'vote', 2, 3], ['town', '31100 Treviso TV', 'R100', 'complete', 1, 3], ['phone', '0422 263 1xx', 'R100', 'only', 2, 2], ['website', 'omzanatta.it', 'R100', 'only', 1, 1], ['first_seen', '2026-11-04', 'R100', 'recent', 1, 3]].map(([column, value, record, rule, agree, known]) => ({ column, value, from: key('register', record), rule, agree, known })),
		records: [sides[0], third, fourth], links: [link(key('crm', 'C3'), key('register', 'R100'), 19.3), link(key('crm', 'C3'), key('invoices', '90-17'), 12.8), link(key('invoices', '90-17'), key('register', 'R100'), 2.1)],
		bridge: { entity: 'E12', title: names[0][0], left: key('crm', 'C3'), right: key('invoices', '90-17'), weight: 12.8, sizes: [2, 1] },
		history: [{ seq: 9, batch: 4, kind: 'absorb', entity: 'E12', other: 'E7', records: [key('crm', 'C3')], at: '2026-11-20T06:00:00Z' }, { seq: 5, batch: 2, kind: 'join', entity: 'E12', records: [key('invoices', '90-17')], at: '2026-11-10T06:00:00Z' }, { seq: 1, batch: 1, kind: 'create', entity: 'E12', records: [key('register', 'R100')], at: '2026-11-04T06:00:00Z' }]
	};
}

export const entityLinks = [['company', 'Companies', 'company', 'companies', true], ['guest', 'Guests', '', '', true], ['host', 'Hosts', 'host', 'hosts', false], ['person', 'People', 'person', 'people', true]].map(([name, title, one, other, review]) => ({ name, title, description: '', noun: { one, other }, label: 'name', review }));

/** The status and body of an answer about entities, or null where the question is not about them. */
export function matching(method, url, body) {
	const path = url.pathname.replace('/api/v1', '');
	if (path === '/entities') return [200, { entities: briefs() }];
	const [, name, what = ''] = /^\/entities\/([^/]+)(\/.*)?$/.exec(path) ?? [];
	if (!name) return null;
	const q = url.searchParams;
	const asked = { left: key(q.get('left_source'), q.get('left_record')), right: key(q.get('right_source'), q.get('right_record')) };
	if (what === '') return [200, overview(briefs().find((b) => b.name === name))];
	if (what === '/model') return [200, 'records: 20100\nthreshold: 0.9\nprior: -12.4\nfields:\n  - name: name\n    kind: name\n    levels:\n      - {name: same and rare, bits: 11.2}\n      - {name: same, bits: 6.4}\n', 'application/yaml'];
	if (what === '/review') {
		const [from, to] = [Number(q.get('from') ?? 0), Number(q.get('to') ?? 0) || 1];
		const list = open().filter((d) => d.probability >= from && d.probability <= to);
		if (q.get('order') === 'weakest') list.reverse();
		return [200, { total: list.length, doubts: list.slice(0, Number(q.get('limit') ?? 50)), decided, today: 41 + decided.length, waiting: decided.length }];
	}
	if (what === '/pair') return [200, pair(asked.left, asked.right)];
	if (what.startsWith('/clusters/')) return [200, cluster(decodeURIComponent(what.slice('/clusters/'.length)))];
	if (what === '/match') return [200, { entity: 'E12', candidates: [{ ...key('register', 'R100'), entity: 'E12', title: names[0][0], weight: 9.4, probability: probability(9.4), copies: 1, prior: -12.4, parts: parts.map((p) => (p.field === 'name' ? { ...p, bits: 12.2 } : p)) }, { ...key('web', 'W9'), entity: 'E80', title: 'Zanatta Impianti', weight: -3.1, probability: probability(-3.1), copies: 2, prior: -12.4, parts: [{ ...parts[1], bits: 9.3 }] }] }];
	if (what === '/decisions') {
		if (method === 'DELETE') decided = decided.filter((d) => idOf(d) !== idOf(asked));
		else {
			const doubt = doubts.find((d) => idOf(d) === idOf(body)) ?? doubts[0];
			decided = [{ left: body.left, right: body.right, same: body.same, by: 'owner', at: new Date().toISOString(), left_title: doubt.left_title, right_title: doubt.right_title }, ...decided];
		}
		return [200, { total: open().length, today: 41 + decided.length, waiting: decided.length }];
	}
	return null;
}
