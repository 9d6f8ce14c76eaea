-- The child's date of birth as known at the view.
SELECT view_no, max(born_on) AS born_on FROM child GROUP BY view_no
