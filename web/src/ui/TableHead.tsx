/** A column: its name; `number` for one that is aligned to the right, `title` for what it means. */
type Column = string | { number: string; title?: string };

export function TableHead({ columns }: { columns: Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) =>
          typeof column === 'string' ? (
            <th key={column} scope="col">
              {column}
            </th>
          ) : (
            <th key={column.number} scope="col" class="number" title={column.title}>
              {column.number}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
