// Search, a choice of notebook and sorting for the list of reports. Without it the list is whole, newest first.
(() => {
  const list = document.getElementById('runs');
  const body = list.tBodies[0];
  const rows = [...body.rows];
  const search = document.getElementById('search');
  const notebook = document.getElementById('notebook');
  const found = document.getElementById('found');
  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = rows.map((row) => plain(row.textContent));

  const show = () => {
    const asked = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, n) => {
      row.hidden = !(asked.every((word) => words[n].includes(word)) && (!notebook.value || row.dataset.notebook === notebook.value));
      shown += !row.hidden;
    });
    found.textContent = shown === rows.length ? `All ${shown} shown` : `${shown} of ${rows.length} shown`;
  };

  const sort = (heading, column) => {
    const down = heading.getAttribute('aria-sort') === 'ascending';
    list.querySelectorAll('th[aria-sort]').forEach((other) => other.removeAttribute('aria-sort'));
    heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = (row) => row.cells[column].textContent.trim();
    rows.map((row) => [key(row), row])
      .sort(([a], [b]) => (down ? -1 : 1) * a.localeCompare(b, 'en', { numeric: true }))
      .forEach(([, row]) => body.append(row));
  };

  [...list.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    button.addEventListener('click', () => sort(heading, column));
    heading.replaceChildren(button);
  });
  search.addEventListener('input', show);
  notebook.addEventListener('change', show);
  document.getElementById('controls').hidden = false;
  show();
})();
