import { version } from '../package.json'

/** Of the product, as package.json has it. */
export const DESK_VERSION: string = version
