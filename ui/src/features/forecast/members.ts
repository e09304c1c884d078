import type { Fan } from '#lib/api/forecast.ts';
import { stepsText } from '#lib/forecast/words.ts';
import { w } from '#lib/i18n/account.svelte.ts';

const plain: Record<string, () => string> = {
	theta: () => w('member.theta'),
	'damped smoothing': () => w('member.smoothing'),
	Croston: () => w('member.croston'),
	TSB: () => w('member.tsb'),
	'regression of counts': () => w('member.counts')
};

/** A method in words. Its name tells how it was set: "ridge on 8 lags of changes" learns the changes from the last eight steps. */
export function memberText(name: string, step: Fan['step']): string {
	const told = plain[name];
	if (told) return told();
	const trend = /^(bending|stiff) trend( of logarithms)?$/.exec(name);
	if (trend) return [w(trend[1] === 'stiff' ? 'member.stiff' : 'member.bending'), trend[2] ? w('member.logs') : ''].filter(Boolean).join(', ');
	const repeat = /^seasonal naive of (\d+)$/.exec(name);
	if (repeat) return w('member.repeat', { steps: stepsText(step, Number(repeat[1])) });
	const ridge = /^(pooled )?ridge on (\d+) lags( of changes)?( of logarithms)?(?: with waves of \[([\d ]+)\])?$/.exec(name);
	if (!ridge) return name;
	const [, pooled, lags, changes, logs, waves] = ridge;
	const extras = [changes ? w('member.changes') : '', logs ? w('member.logs') : '', waves ? w('member.waves', { periods: waves.split(' ').join(', ') }) : ''].filter(Boolean);
	return [w(pooled ? 'member.pooled' : 'member.ridge', { steps: stepsText(step, Number(lags)) }), ...extras].join(', ');
}
