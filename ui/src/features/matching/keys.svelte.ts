const remembered = 'farol.keys';

/** Single letters that act: some people's tools type them by accident, so they can be switched off, and stay off. */
export class Keys {
	on = $state(true);

	constructor() {
		try {
			this.on = localStorage.getItem(remembered) !== 'off';
		} catch {
			// A browser that keeps nothing has them on.
		}
	}

	toggle(): void {
		this.on = !this.on;
		try {
			localStorage.setItem(remembered, this.on ? 'on' : 'off');
		} catch {
			// Then it holds for this page.
		}
	}

	/** Does a key reach the page, and not a field, a dialog or a button that wants it? */
	free(event: KeyboardEvent): boolean {
		if (!this.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return false;
		const target = event.target instanceof Element ? event.target : null;
		if (target?.closest('input, textarea, select, dialog, [role=dialog], [contenteditable]')) return false;
		return event.key !== ' ' || !target?.closest('button, a, summary');
	}
}
