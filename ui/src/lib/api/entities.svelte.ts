import { untrack } from 'svelte';
import { api } from './client.ts';
import type { EntityBrief } from './types.ts';

// How far every entity is, for the rail; the pages of matching renew it when something was decided.
let briefs = $state.raw<EntityBrief[]>([]);

/** Asks how far the entities are. Who cannot be asked leaves the rail as it is: the page itself says what is wrong. */
export async function renewEntities(): Promise<void> {
	try {
		briefs = await api.entities();
	} catch {
		// The numbers beside the links are not worth an error of their own.
	}
}

/** Pairs of an entity that wait for a person, or 0 while nobody knows. */
export function toReview(name: string): number {
	return briefs.find((b) => b.name === name)?.review ?? 0;
}

/** Takes over a number that an answer brought. */
export function setToReview(name: string, review: number): void {
	const now = untrack(() => briefs);
	if (now.some((b) => b.name === name && b.review !== review)) briefs = now.map((b) => (b.name === name ? { ...b, review } : b));
}
