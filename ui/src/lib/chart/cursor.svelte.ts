/** Where a reader stands in a chart, moved by pointer or keys alike. */
export class Cursor {
	at = $state<number | null>(null);
	series = $state(0);

	/** Handles a key and tells whether it meant something. Charts with rows let ↑ and ↓ move by `stride` instead of by series. */
	key(event: KeyboardEvent, count: number, seriesCount: number, stride = 0): boolean {
		if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return false;
		const now = this.at ?? (event.key === 'ArrowRight' || event.key === 'ArrowDown' ? -1 : count);
		const clamp = (n: number) => Math.max(0, Math.min(count - 1, n));
		switch (event.key) {
			case 'ArrowRight':
				this.at = clamp(now + 1);
				break;
			case 'ArrowLeft':
				this.at = clamp(now - 1);
				break;
			case 'Home':
				this.at = 0;
				break;
			case 'End':
				this.at = count - 1;
				break;
			case 'ArrowDown':
			case 'ArrowUp': {
				const way = event.key === 'ArrowDown' ? 1 : -1;
				if (stride > 0) {
					const next = now + way * stride;
					if (next >= 0 && next < count) this.at = next;
				} else if (seriesCount > 1) {
					this.series = (this.series + way + seriesCount) % seriesCount;
				} else return false;
				break;
			}
			case 'Escape':
				if (this.at === null) return false;
				this.at = null;
				break;
			default:
				return false;
		}
		event.preventDefault();
		return true;
	}

	leave(): void {
		this.at = null;
	}
}
