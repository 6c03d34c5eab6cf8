export { wholeEvents } from '../../formats/whole-events.ts';
