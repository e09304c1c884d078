import { resolve } from '$app/paths';
import { toReview } from '#lib/api/entities.svelte.ts';
import type { Me } from '#lib/api/types.ts';
import { digits } from '#lib/format/index.ts';
import { language, t } from '#lib/i18n/index.svelte.ts';
import { pageIcon, type IconName } from '#lib/ui/icons.ts';

/** A way to somewhere, with how much waits there. */
export type Link = { href: string; title: string; group: string; icon: IconName; waiting?: { n: string; words: string } };

/** All that somebody may open, in the order of the rail. */
export function links(me: Me): Link[] {
	const out: Link[] = me.pages.map((p) => ({ href: resolve('/(app)/p/[page]', { page: p.name }), title: p.title, group: p.group, icon: pageIcon(p.icon) }));
	for (const e of me.entities ?? []) {
		const n = digits(toReview(e.name), 0, language());
		out.push({ href: resolve('/(app)/matching/[entity]', { entity: e.name }), title: e.title, group: t('nav.matching'), icon: 'match', waiting: toReview(e.name) > 0 ? { n, words: t('nav.toReview', { n }) } : undefined });
	}
	if (me.explore) out.push({ href: resolve('/(app)/explore'), title: t('nav.explore'), group: t('nav.work'), icon: 'explore' });
	return out;
}

/** Is a page the one that a link leads to, or one that belongs to it? */
export function isHere(link: Link, path: string): boolean {
	return path === link.href || path.startsWith(`${link.href}/`);
}
