import { describe, expect, test } from 'vitest';
import { differ, type Piece } from './diff.ts';

const shown = (pieces: Piece[]) => pieces.map((p) => (p.marked ? `[${p.text}]` : p.text)).join('');
const both = (left: string, right: string) => {
	const d = differ(left, right);
	return [shown(d.left), shown(d.right)];
};

describe('differ', () => {
	test('marks another way of writing at the right only', () => expect(both('Officine Zanatta S.r.l.', 'Off. Zanatta S.r.l.')).toEqual(['Officine Zanatta S.r.l.', '[Off.] Zanatta S.r.l.']));
	test('marks what was added at the right', () => expect(both('Via Noalese 14', 'Via Noalese 14/A')).toEqual(['Via Noalese 14', 'Via Noalese 14[/A]']));
	test('marks what the right leaves out at the left', () => expect(both('31100 Treviso', 'Treviso')).toEqual(['[31100] Treviso', 'Treviso']));
	test('takes case, accents and spaces for no difference', () => expect(both('Padaria  São João', 'PADARIA SAO JOAO')).toEqual(['Padaria  São João', 'PADARIA SAO JOAO']));
	test('marks nothing where only marks differ', () => expect(both('0422 263-100', '0422 263 100')).toEqual(['0422 263-100', '0422 263 100']));
	test('takes the same letters for the same, wherever spaces stand', () => expect(both('IT 0428 5190 264', 'IT04285190264')).toEqual(['IT 0428 5190 264', 'IT04285190264']));
	test('marks neighbours as one', () => {
		expect(both('Officine Meccaniche Zanatta', 'Off. Mecc. Zanatta')[1]).toBe('[Off. Mecc.] Zanatta');
		expect(both('2026-03-12', '2025-10-07')[1]).toBe('[2025-10-07]');
	});
	test('takes initials for one word, with points or without', () => {
		expect(both('Zanatta S.r.l.', 'ZANATTA SRL')).toEqual(['Zanatta S.r.l.', 'ZANATTA SRL']);
		expect(both('Officine Meccaniche Zanatta S.r.l.', 'Off. Mecc. Zanatta S.r.l.s.')[1]).toBe('[Off. Mecc.] Zanatta [S.r.l.s.]');
		expect(both('G.E.S. Imobiliária Lda', 'CACANO S.R.L.')).toEqual(['G.E.S. Imobiliária Lda', '[CACANO S.R.L.]']);
	});
	test('compares the pieces of a date each with its own', () => {
		expect(both('2024-05-02', '2026-02-18')[1]).toBe('[2026-02-18]');
		expect(both('2026-11-07', '2026-11-05')[1]).toBe('2026-11-[05]');
	});
	test('loses nothing of either', () => {
		for (const [l, r] of [['a b c', 'c b a'], ['', 'x'], ['x', ''], [' lead', 'trail '], ['un po’', 'un pò di più']] as const) {
			const d = differ(l, r);
			expect(d.left.map((p) => p.text).join('')).toBe(l);
			expect(d.right.map((p) => p.text).join('')).toBe(r);
		}
	});
	test('compares very long texts as a whole', () => {
		const long = 'word '.repeat(500);
		expect(differ(long, `${long}more`).right).toEqual([{ text: `${long}more`, marked: true }]);
	});
});
