"""What a report covers is set per cycle and kept per period; a cycle may be the org's own"""

import calendar
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alembic import op
import sqlalchemy as sa

from storage.migrations.kept import rows_kept

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

SETTINGS = {'reading': ('due', 'previous'), 'cut_off': ('due', 'decree')}


def upgrade() -> None:
    with rows_kept('cycles'), op.batch_alter_table('cycles') as batch_op:
        batch_op.alter_column('plan_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        for name, words in SETTINGS.items():
            batch_op.add_column(sa.Column(name, sa.String(), server_default='due', nullable=False))
            batch_op.create_check_constraint(op.f(f'ck_cycles_{name}_known'), _one_of(name, words))
    op.create_table('periods',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('org_id', sa.Integer(), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('begins', sa.DateTime(), nullable=False),
    sa.Column('cut_off', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['org_id', 'cycle_id'], ['cycles.org_id', 'cycles.id'], name=op.f('fk_periods_org_id_cycle_id')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_periods_org_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_periods')),
    sa.UniqueConstraint('org_id', 'cycle_id', 'period', name=op.f('uq_periods_org_id_cycle_id_period')),
    sa.UniqueConstraint('org_id', 'id', name=op.f('uq_periods_org_id_id'))
    )
    _fill()


def downgrade() -> None:
    op.drop_table('periods')
    op.execute('DELETE FROM cycles WHERE plan_id IS NULL')
    with rows_kept('cycles'), op.batch_alter_table('cycles') as batch_op:
        for name in SETTINGS:
            batch_op.drop_constraint(op.f(f'ck_cycles_{name}_known'), type_='check')
            batch_op.drop_column(name)
        batch_op.drop_column('ends_on')
        batch_op.alter_column('plan_id', existing_type=sa.Integer(), nullable=False)


def _one_of(name: str, words: tuple[str, ...]) -> str:
    return f"{name} IN ({', '.join(repr(word) for word in words)})"


# --- the periods that were opened ---------------------------------------------------------------


def _fill() -> None:
    """What was opened covers what it covered: from the cut-off before it up to its deadline."""
    bind = op.get_bind()
    dates = {'due_on': sa.Date, 'begins': sa.DateTime, 'cut_off': sa.DateTime}
    periods = sa.table('periods', *(sa.column(name, dates.get(name)) for name in
                       ('org_id', 'cycle_id', 'period', 'due_on', 'begins', 'cut_off')))
    opened = bind.execute(sa.text(
        'SELECT DISTINCT d.org_id, d.cycle_id, d.period, d.original_due_on, c.rrule, o.zone'
        ' FROM duties d JOIN cycles c ON c.org_id = d.org_id AND c.id = d.cycle_id'
        ' JOIN orgs o ON o.id = d.org_id ORDER BY d.cycle_id, d.original_due_on'
    ).columns(original_due_on=sa.Date)).all()
    last: dict[int, datetime] = {}
    rows = []
    for org, cycle, period, due_on, rrule, zone in opened:
        begins = last.get(cycle) or _end_of(_before(rrule, due_on), zone)
        last[cycle] = _end_of(due_on, zone)
        rows.append({'org_id': org, 'cycle_id': cycle, 'period': period, 'due_on': due_on,
                     'begins': begins, 'cut_off': last[cycle]})
    if rows:
        bind.execute(periods.insert(), rows)


def _end_of(day: date, zone: str) -> datetime:
    """The first instant after a day, in UTC and without its zone, as it is stored."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    return end.astimezone(UTC).replace(tzinfo=None)


def _before(rrule: str, due_on: date) -> date:
    """The day before a due day that a rule of this revision names, within a year and a day."""
    parts = defaultdict(str, ((name, value) for name, _, value in
                              (part.partition('=') for part in rrule.split(';'))))
    if parts['FREQ'] == 'WEEKLY':
        return due_on - timedelta(days=7)
    months = [int(month) for month in parts['BYMONTH'].split(',') if month] or range(1, 13)
    year, month = due_on.year, due_on.month
    while True:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if month in months:
            last = calendar.monthrange(year, month)[1]
            named = int(parts['BYMONTHDAY'])
            return date(year, month, last if named < 0 else min(named, last))
