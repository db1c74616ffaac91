"""Every address of the house."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import include, path

from backend.config import health
from backend.config.api import api
from backend.crm.intake.api import pages
from backend.service.survey.api import page as surveys
from backend.service.ticket.api import page as tickets

urlpatterns = [
    path("", lambda request: redirect("admin:index")),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", api.urls),
    path("q/", include("backend.crm.quote.api.page")),
    path("m/", include(tickets.labels)),
    path("t/", include(tickets.links)),
    path("s/", include(surveys.urlpatterns)),
    path("d/", include("backend.supply.shipment.api.page")),
    path("o/", include("backend.service.link.api.page")),
    path("forms/<slug:key>", pages.form_page, name="lead_form_page"),
    path("admin/", admin.site.urls),
]
