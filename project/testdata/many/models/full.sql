/* lookback: 3d */
select *, $end as e from three
