import type { ForecastListTexts } from './en.ts';

export const pt: ForecastListTexts = {
	'title': 'Previsões',
	'sub': 'O que vem a seguir, tanto quanto o passado pode dizer.',
	'next': 'Para',
	'expected': 'Esperado',
	'inside': 'Dentro, ao experimentar',
	'made': 'Feita',
	'none': 'Não tem nenhuma previsão aberta',
	'noneHint': 'Aqui ainda nada se prevê, ou o seu papel não o inclui. Um administrador pode dar-lho.'
};
