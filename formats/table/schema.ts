/** What a column of a binary table holds, whichever format it is in: the part of a schema that layouts are chosen by. */
export type ColumnType =
  /** Numbers or truth values; `name` is the format's own, for messages. */
  | { kind: 'number'; name: string }
  | { kind: 'list'; item: ColumnType }
  | { kind: 'record'; fields: readonly TableColumn[] }
  /** What no column here can be read from: text, dates, unions, nulls, … */
  | { kind: 'other'; name: string };

export interface TableColumn {
  name: string;
  type: ColumnType;
}

/** Whether a column is a list of records, and then their fields. */
export function recordsOf(type: ColumnType | undefined): readonly TableColumn[] | undefined {
  return type?.kind === 'list' && type.item.kind === 'record' ? type.item.fields : undefined;
}

/** The type in words, for messages. */
export function typeName(type: ColumnType): string {
  switch (type.kind) {
    case 'list':
      return `list of ${typeName(type.item)}`;
    case 'record':
      return 'record';
    default:
      return type.name;
  }
}
