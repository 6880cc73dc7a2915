"""Messages of get(), and get_or_create() when another session was faster, with the constraint of the trace (SQLite)."""
import django
from django.conf import settings

settings.configure(SECRET_KEY="example", DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
                   DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()
from django.db import IntegrityError, connection, models
from django.db.models import Count
from django.db.models.functions import Upper


class Customer(models.Model):
    email = models.EmailField()
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"


def customer_for(email, name):
    return Customer.objects.get_or_create(email__iexact=email, defaults={"email": email.lower(), "name": name})[0]


def told(kind, call):
    try:
        call()
    except kind as error:
        return str(error)
    raise SystemExit(f"no {kind.__name__}")


with connection.schema_editor() as editor:
    editor.create_model(Customer)
miss = Customer.objects.get_queryset
assert told(Customer.DoesNotExist, lambda: Customer.objects.get(email="x")) == "Customer matching query does not exist."


class Racing(models.QuerySet):
    """Another session inserts the row between the look and the insert."""

    def create(self, **values):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO shop_customer (email, name) VALUES (%s, 'other')", [values["email"]])
        return super().create(**values)


Customer.objects.__class__._queryset_class = Racing
assert customer_for("Ann@example.org", "Ann").name == "Ann" and Customer.objects.count() == 2, "no race"
for call in (lambda: Customer.objects.get(email="ann@example.org"), lambda: customer_for("ann@example.org", "Ann")):
    assert told(Customer.MultipleObjectsReturned, call) == "get() returned more than one Customer -- it returned 2!"
duplicates = Customer.objects.values("email").annotate(n=Count("pk")).filter(n__gt=1).order_by("-n")
assert list(duplicates) == [{"email": "ann@example.org", "n": 2}]

Customer.objects.all().delete()
with connection.schema_editor() as editor:
    editor.add_constraint(Customer, models.UniqueConstraint(Upper("email"), name="customer_email_ci"))


class Faster(Racing):
    def create(self, **values):
        if not Customer.objects.filter(email=values["email"]).exists():
            raise SystemExit("the other row is missing")
        return models.QuerySet.create(self, **values)

    def get(self, *args, **kwargs):
        try:
            return super().get(*args, **kwargs)
        except Customer.DoesNotExist:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO shop_customer (email, name) VALUES ('ann@example.org', 'other')")
            raise


Customer.objects.__class__._queryset_class = Faster
assert customer_for("Ann@example.org", "Ann").name == "other" and Customer.objects.count() == 1
Customer.objects.__class__._queryset_class = models.QuerySet
told(IntegrityError, lambda: Customer.objects.create(email="ANN@example.org"))
