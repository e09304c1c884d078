/** Round steps for an axis: three or fewer above the base, four at most, and no halves of what is counted. */
export function ticks(low: number, high: number, whole = false): number[] {
	const most = 3;
	const span = high - low;
	if (!(span > 0)) return [];
	const raw = span / most;
	const power = 10 ** Math.floor(Math.log10(raw));
	const fits = (s: number) => Math.floor(span / s + 1e-9) <= (whole && span < 20 ? 4 : most) && (!whole || Number.isInteger(s));
	const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find(fits) ?? (whole ? Math.max(1, 10 * power) : 10 * power);
	const out: number[] = [];
	for (let k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) {
		const tick = Number((k * step).toPrecision(12));
		if (tick !== 0) out.push(tick);
	}
	return out;
}

/** The range of an axis: from zero, unless values lie below it, with a little air above the highest. */
export function domain(values: (number | null)[]): [number, number] {
	let [low, high] = [0, 0];
	for (const v of values) {
		if (v === null) continue;
		if (v < low) low = v;
		if (v > high) high = v;
	}
	if (low === high) return [0, 1];
	return [low < 0 ? low * 1.06 : 0, high <= 0 ? 0 : high * 1.06];
}

/** Which of n buckets get a label: evenly, the last always. */
export function labelled(count: number, room: number, steps: number[]): number[] {
	if (count === 0) return [];
	const most = Math.max(2, Math.floor(room));
	const step = steps.find((s) => count / s <= most) ?? Math.ceil(count / most);
	const out: number[] = [];
	for (let i = 0; i < count; i += step) out.push(i);
	const last = count - 1;
	const end = out[out.length - 1] ?? 0;
	if (end !== last) {
		if (last - end < step * 0.62 && out.length > 1) out.pop();
		out.push(last);
	}
	return out;
}

/** Steps of labels that people count in, by grain. */
export const labelSteps: Record<string, number[]> = {
	hour: [1, 2, 3, 6, 12, 24, 48, 168],
	day: [1, 2, 7, 14, 28, 56, 91],
	week: [1, 2, 4, 8, 13, 26],
	month: [1, 2, 3, 6, 12, 24],
	quarter: [1, 2, 4, 8],
	year: [1, 2, 5, 10]
};

/** Which of many dates get a label: the first ones of a month, of a quarter or of a year, no more than there is room for. */
export function monthStarts(dates: string[], room: number): number[] {
	const starts = dates.flatMap((date, i) => (i > 0 && date.slice(0, 7) !== dates[i - 1]?.slice(0, 7) ? [i] : []));
	const month = (i: number) => Number(dates[i]?.slice(5, 7)) - 1;
	for (const step of [1, 2, 3, 6, 12]) {
		const some = starts.filter((i) => month(i) % step === 0);
		if (some.length <= Math.max(2, room)) return some;
	}
	const every = Math.ceil(starts.length / 12 / Math.max(2, room));
	return starts.filter((i) => month(i) === 0 && Number(dates[i]?.slice(0, 4)) % every === 0);
}

/** Pushes labels apart so that none covers another, keeping their order. Takes and gives heights; a label may need more room below. */
export function spread(heights: number[], rooms: number[], top: number, bottom: number): number[] {
	const order = heights.map((y, i) => ({ y, i, room: rooms[i] ?? 15 })).sort((a, b) => a.y - b.y);
	let floor = top;
	for (const item of order) {
		item.y = Math.max(item.y, floor);
		floor = item.y + item.room;
	}
	let ceiling = bottom + 15;
	for (const item of order.reverse()) {
		item.y = Math.min(item.y, ceiling - item.room);
		ceiling = item.y;
	}
	const out = new Array<number>(heights.length);
	for (const item of order) out[item.i] = item.y;
	return out;
}

/** A path over points; a missing value leaves a gap, and a point alone between gaps is drawn as a dot. */
export function path(points: ([number, number] | null)[]): string {
	let out = '';
	let open = false;
	for (let i = 0; i < points.length; i++) {
		const point = points[i];
		if (!point) {
			open = false;
			continue;
		}
		const at = `${point[0].toFixed(1)},${point[1].toFixed(1)}`;
		out += open ? `L${at}` : `M${at}`;
		if (!open && !points[i + 1]) out += `L${at}`;
		open = true;
	}
	return out;
}

/** A line with more points than pixels, in steps of a few points: their middle, lowest and highest, and where each step stands. */
export type Dense = { size: number; at: number[]; low: (number | null)[]; middle: (number | null)[]; high: (number | null)[] };

/** How many points make one step, so that a step is about two pixels wide and has a middle; 1 where every point has its pixel. */
export function denseSize(count: number, pixels: number): number {
	return count > pixels ? Math.max(3, Math.ceil((count / pixels) * 2)) : 1;
}

export function dense(values: (number | null)[], size: number): Dense {
	const out: Dense = { size, at: [], low: [], middle: [], high: [] };
	for (let from = 0; from < values.length; from += size) {
		const part = values.slice(from, from + size);
		const known = part.filter((v): v is number => v !== null).sort((a, b) => a - b);
		const half = known.length >> 1;
		out.at.push(from + (part.length - 1) / 2);
		out.low.push(known[0] ?? null);
		out.high.push(known[known.length - 1] ?? null);
		out.middle.push(known.length % 2 ? (known[half] ?? null) : known.length ? ((known[half - 1] ?? 0) + (known[half] ?? 0)) / 2 : null);
	}
	return out;
}

/** The outline of a band between two lines; a gap parts it. */
export function bandPath(low: ([number, number] | null)[], high: ([number, number] | null)[]): string {
	let out = '';
	for (let i = 0; i < low.length; ) {
		let end = i;
		while (end < low.length && low[end] && high[end]) end++;
		if (end > i) {
			const points = [...high.slice(i, end), ...low.slice(i, end).reverse()] as [number, number][];
			out += points.map(([x, y], k) => `${k ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('') + 'Z';
		}
		i = Math.max(end, i + 1);
	}
	return out;
}

/** A label in as many lines as it needs, two at most; what does not fit even then is cut. */
export function wrap(text: string, room: number): string[] {
	const cut = (s: string) => (textWidth(s) > room ? s.slice(0, Math.max(3, Math.floor(room / 6.1) - 1)) + '…' : s);
	if (textWidth(text) <= room) return [text];
	const words = text.split(' ');
	let first = words.shift() ?? '';
	while (words.length > 0 && textWidth(`${first} ${words[0]}`) <= room) first += ` ${words.shift()}`;
	return words.length > 0 ? [cut(first), cut(words.join(' '))] : [cut(first)];
}

/** About how wide a text of the axis is, in pixels: the face is narrow there. */
export function textWidth(text: string): number {
	return text.length * 6.1;
}
