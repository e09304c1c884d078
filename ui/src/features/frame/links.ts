import { resolve } from '$app/paths';
import type { Me } from '#lib/api/types.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { pageIcon, type IconName } from '#lib/ui/icons.ts';

export type Link = { href: string; title: string; group: string; icon: IconName };

/** All that somebody may open, in the order of the rail. */
export function links(me: Me): Link[] {
	const out: Link[] = me.pages.map((p) => ({ href: resolve('/(app)/p/[page]', { page: p.name }), title: p.title, group: p.group, icon: pageIcon(p.icon) }));
	if (me.explore) out.push({ href: resolve('/(app)/explore'), title: t('nav.explore'), group: t('nav.work'), icon: 'explore' });
	return out;
}
