import { expect, test } from 'vitest';
import { address, asked, EDGE, wanted } from './wanted.ts';

test('an address says what is chosen, and is read as it was written', () => {
	const choice = { from: -1, to: 2.5, order: 'surest' } as const;
	expect(address(choice)).toBe('?from=-1&to=2.5&order=surest');
	expect(wanted(new URLSearchParams(address(choice)))).toEqual(choice);
	expect(address(wanted(new URLSearchParams()))).toBe('');
});

test('what is not a weight or an order is the usual', () => {
	expect(wanted(new URLSearchParams('from=x&to=&order=best'))).toEqual({ from: -EDGE, to: EDGE, order: 'teaches' });
	expect(wanted(new URLSearchParams('from=3&to=-3'))).toEqual({ from: -3, to: 3, order: 'teaches' });
	expect(wanted(new URLSearchParams('from=-90&to=90'))).toEqual({ from: -EDGE, to: EDGE, order: 'teaches' });
});

test('the server is asked in probabilities, and without bounds for all', () => {
	expect(asked({ from: 0, to: EDGE, order: 'surest' }).toString()).toBe('order=surest&from=0.500000');
	expect(asked({ from: -EDGE, to: 1, order: 'teaches' }).get('to')).toBe('0.666667');
});
