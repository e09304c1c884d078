// Drawn by hand on 16 × 16, because the typeface has no arrows or signs.
export const icons = {
	home: 'M2.5 7.5 8 2.5l5.5 5v6h-11z',
	list: 'M2 4h12M2 8h12M2 12h12',
	trend: 'M2.5 13.5v-11M2.5 13.5h11M5 10l3-3.5 2 2L13.5 4',
	map: 'M2 4l4-1.5L10 4l4-1.5v9.5L10 13.5 6 12l-4 1.5zM6 2.5V12M10 4v9.5',
	coins: 'M2.5 5c0-1.4 2.5-2.5 5.5-2.5s5.5 1.1 5.500 2.500S11 7.500 8 7.500 2.500 6.400 2.500 5zM2.500 5v6c0 1.400 2.500 2.500 5.500 2.500s5.500-1.100 5.500-2.500V5M2.500 8c0 1.400 2.500 2.500 5.500 2.500s5.500-1.100 5.500-2.500',
	phone: 'M3 3.500 5.500 2.500l1.500 3-1.500 1.500c.7 1.500 2 2.800 3.500 3.500L10.500 9l3 1.500-1 2.500c-5 .5-10-4.500-9.500-9.500z',
	grid: 'M2.500 2.500h4.500v4.500H2.500zM9 2.500h4.500v4.500H9zM2.500 9h4.500v4.500H2.500zM9 9h4.500v4.500H9z',
	explore: 'M2 3.500h12M4.500 8h7M6.500 12.500h3',
	match: 'M10 8A4 4 0 1 1 2 8a4 4 0 0 1 8 0zM14 8A4 4 0 1 1 6 8a4 4 0 0 1 8 0z',
	more: 'M3 8h.1M8 8h.1M13 8h.1',
	down: 'm3 6 5 5 5-5',
	export: 'M8 2v8m-3.500-3L8 10.500 11.500 7M2.500 13.500h11',
	close: 'm4 4 8 8M12 4l-8 8',
	check: 'm3 8.500 3.500 3.500L13 4.500',
	why: 'M14.200 8A6.200 6.200 0 1 1 1.800 8a6.200 6.200 0 0 1 12.400 0zM6.300 6.300a1.800 1.800 0 1 1 2.500 1.700c-.6.3-.8.6-.8 1.200M8 11.300v.1',
	warn: 'M8 2 15 14H1zM8 6.500v3.500M8 12v.1',
	none: 'M14.200 8A6.200 6.200 0 1 1 1.800 8a6.200 6.200 0 0 1 12.400 0zM3.700 12.300l8.600-8.600',
	calendar: 'M2.500 4h11v9.500h-11zM2.500 7h11M5.500 2.500V4M10.500 2.500V4',
	lock: 'M4 7.500h8v6H4zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500'
} as const;

export const filled = {
	up: 'M8 2 15 14H1z',
	down: 'M1 2h14L8 14z',
	flat: 'M1 6.500h14v3H1z'
} as const;

export type IconName = keyof typeof icons;

export function pageIcon(name: string): IconName {
	return name in icons ? (name as IconName) : 'grid';
}
