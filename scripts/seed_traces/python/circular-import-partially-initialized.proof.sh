# The cycle fails with both messages; TYPE_CHECKING and the local import cure it.
set -u
want() { grep -qF "$1" <<<"$2" || { echo "missing '$1' in: $2"; exit 1; }; }
printf 'from customers import Customer\n\n\nclass Order:\n    pass\n' > orders.py
printf 'from orders import Order\n\n\nclass Customer:\n    pass\n' > customers.py
want "ImportError: cannot import name 'Order' from partially initialized module 'orders' (most likely due to a circular import)" "$(python -c 'import orders' 2>&1)"
printf 'import customers\n\n\nclass Order:\n    pass\n' > orders.py
printf 'import orders\n\n\nclass Customer(orders.Order):\n    pass\n' > customers.py
want "AttributeError: partially initialized module 'orders' has no attribute 'Order' (most likely due to a circular import)" "$(python -c 'import orders' 2>&1)"

printf 'from customers import Customer, latest_order\n\n\nclass Order:\n    @classmethod\n    def latest_for(cls, customer):\n        return "latest"\n' > orders.py
cat > customers.py <<'PY'
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orders import Order


class Customer:
    def __init__(self) -> None:
        self.orders: list[Order] = []


def latest_order(customer):
    from orders import Order  # here: orders imports this module

    return Order.latest_for(customer)
PY
for first in orders customers; do
    out=$(python -c "import $first, customers; print(customers.latest_order(customers.Customer()))" 2>&1)
    [ "$out" = latest ] || { echo "import $first first: $out"; exit 1; }
done
