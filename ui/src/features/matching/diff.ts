/** A piece of a value; what is marked stands on this side only. */
export type Piece = { text: string; marked: boolean };

// Words, initials with their points (S.r.l.), and what stands between them.
const parts = (text: string) => text.match(/(?:\p{L}\.){2,}\p{L}?(?!\p{L})|[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? [];
const isWord = (part: string) => /[\p{L}\p{N}]/u.test(part);
// Case, accents and points are no difference to a reader who asks whether two records are the same.
const plain = (part: string) => part.normalize('NFD').replace(/\p{M}|\./gu, '').toLowerCase();

const MOST = 400;

/**
 * What two values do not share, word by word. Something written in two ways is marked at the right only, as that is where the reader
 * looks for the difference; what the right leaves out is marked at the left.
 */
export function differ(left: string, right: string): { left: Piece[]; right: Piece[] } {
	const [a, b] = [parts(left), parts(right)];
	if (a.length > MOST || b.length > MOST) return { left: [{ text: left, marked: false }], right: [{ text: right, marked: plain(left) !== plain(right) }] };
	// The same letters and digits in the same order are the same, wherever the marks between them stand.
	const letters = (parts: string[]) => parts.filter(isWord).map(plain).join('');
	if (letters(a) === letters(b)) return { left: [{ text: left, marked: false }], right: [{ text: right, marked: false }] };
	const [keptA, keptB] = kept(a, b);
	const out = { left: [] as Piece[], right: [] as Piece[] };
	for (let i = 0, j = 0; i < a.length || j < b.length; ) {
		let [endA, endB] = [i, j];
		while (endA < a.length && !keptA[endA]) endA++;
		while (endB < b.length && !keptB[endB]) endB++;
		// What stands between words belongs to the difference only where the other side has something else there.
		let [stopA, stopB] = [endA, endB];
		const between = (x: number, y: number) => x < endA && y < endB && !isWord(a[x] ?? '') && a[x] === b[y];
		for (; between(i, j); i++, j++) {
			push(out.left, a[i] ?? '', false);
			push(out.right, b[j] ?? '', false);
		}
		for (; stopA > i && stopB > j && between(stopA - 1, stopB - 1); stopA--) stopB--;
		const [gone, came] = [a.slice(i, stopA).join(''), b.slice(j, stopB).join('')];
		push(out.left, gone, !isWord(came) && isWord(gone));
		push(out.right, came, isWord(came));
		push(out.left, a.slice(stopA, endA + 1).join(''), false);
		push(out.right, b.slice(stopB, endB + 1).join(''), false);
		[i, j] = [endA + 1, endB + 1];
	}
	return { left: joined(out.left), right: joined(out.right) };
}

/** Marked words with no other word between them are one mark. */
function joined(pieces: Piece[]): Piece[] {
	const out: Piece[] = [];
	for (const piece of pieces) {
		const [last, before] = [out[out.length - 1], out[out.length - 2]];
		if (piece.marked && last && before?.marked && /^[^\p{L}\p{N}]+$/u.test(last.text)) {
			out.pop();
			before.text += last.text + piece.text;
		} else out.push(piece);
	}
	return out;
}

/** Spaces at the edges of a marked piece are not marked: the wash belongs to the words. */
function push(pieces: Piece[], text: string, marked: boolean): void {
	if (text === '') return;
	if (marked) {
		const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
		push(pieces, before, false);
		pieces.push({ text: words, marked: true });
		push(pieces, after, false);
		return;
	}
	const last = pieces[pieces.length - 1];
	if (last && !last.marked) last.text += text;
	else pieces.push({ text, marked });
}

/** Which parts of each stay as they are. Numbers of as many pieces, such as dates, are compared piece by piece; else the longest common row of words stays. */
function kept(a: string[], b: string[]): [boolean[], boolean[]] {
	const words = (parts: string[]) => parts.flatMap((p, i) => (isWord(p) ? [i] : []));
	const [wa, wb] = [words(a), words(b)];
	const [ta, tb] = [wa.map((i) => plain(a[i] ?? '')), wb.map((i) => plain(b[i] ?? ''))];
	const numbers = ta.length === tb.length && [...ta, ...tb].every((t) => /^\d+$/.test(t));
	const [ka, kb] = numbers ? [ta.map((t, i) => t === tb[i]), tb.map((t, i) => t === ta[i])] : common(ta, tb);
	const all = (parts: string[], at: number[], stay: boolean[]) => parts.map((_, i) => stay[at.indexOf(i)] ?? false);
	return [all(a, wa, ka), all(b, wb, kb)];
}

/** Which of each belong to their longest common sequence. */
function common(a: string[], b: string[]): [boolean[], boolean[]] {
	const width = b.length + 1;
	const longest = new Uint16Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--)
		for (let j = b.length - 1; j >= 0; j--)
			longest[i * width + j] = a[i] === b[j] ? (longest[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
	const [keptA, keptB] = [new Array<boolean>(a.length).fill(false), new Array<boolean>(b.length).fill(false)];
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		if (a[i] === b[j]) keptA[i++] = keptB[j++] = true;
		else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i++;
		else j++;
	}
	return [keptA, keptB];
}
