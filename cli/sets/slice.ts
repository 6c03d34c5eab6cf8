export { eventRanges, sliceClusters, sliceEvents } from '../../formats/slice.ts';
