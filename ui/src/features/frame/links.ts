import { resolve } from '$app/paths';
import { toReview } from '#lib/api/entities.svelte.ts';
import type { Me } from '#lib/api/types.ts';
import { digits } from '#lib/format/index.ts';
import { language, t } from '#lib/i18n/index.svelte.ts';
import { pageIcon, type IconName } from '#lib/ui/icons.ts';

/** A way to somewhere, with how much waits there. */
export type Link = { href: string; title: string; group: string; icon: IconName; tab?: string; waiting?: { n: string; words: string } };

/** All that somebody may open, in the order of the rail. */
export function links(me: Me): Link[] {
	const out: Link[] = me.pages.map((p) => ({ href: resolve('/(app)/p/[page]', { page: p.name }), title: p.title, group: p.group, icon: pageIcon(p.icon) }));
	const entities = me.entities ?? [];
	for (const e of entities) {
		const n = digits(toReview(e.name), 0, language());
		out.push({ href: resolve('/(app)/matching/[entity]', { entity: e.name }), title: e.title, group: t('nav.matching'), icon: 'match', tab: entities.length === 1 ? t('nav.matches') : e.title, waiting: toReview(e.name) > 0 ? { n, words: t('nav.toReview', { n }) } : undefined });
	}
	// One forecast needs no list to be found in.
	const ahead = me.forecasts ?? [];
	if (ahead.length > 0) out.push({ href: ahead[1] ? resolve('/(app)/forecasts') : resolve('/(app)/forecasts/[name]', { name: ahead[0]?.name ?? '' }), title: t('nav.forecasts'), group: t('nav.work'), icon: 'ahead' });
	if (me.explore) out.push({ href: resolve('/(app)/explore'), title: t('nav.explore'), group: t('nav.work'), icon: 'explore' });
	return out;
}

/** The links under the names of their groups, in their order. */
export function grouped(all: Link[]): { name: string; links: Link[] }[] {
	const groups: { name: string; links: Link[] }[] = [];
	for (const link of all) {
		const last = groups[groups.length - 1];
		if (last && last.name === link.group) last.links.push(link);
		else groups.push({ name: link.group, links: [link] });
	}
	return groups;
}

const TABS = 4;

/** The few links that have a tab of their own on a phone. Who decides on pairs has them among these. */
export function tabs(all: Link[], me: Me): Link[] {
	const mine = (me.entities ?? []).find((e) => e.review);
	const work = mine && all.find((link) => link.href === resolve('/(app)/matching/[entity]', { entity: mine.name }));
	if (!work || all.indexOf(work) < TABS) return all.slice(0, TABS);
	return [...all.slice(0, TABS - 1), work];
}

/** Is a page the one that a link leads to, or one that belongs to it? */
export function isHere(link: Link, path: string): boolean {
	return path === link.href || path.startsWith(`${link.href}/`);
}
