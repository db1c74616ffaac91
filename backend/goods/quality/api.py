"""The HTTP door of quality."""

from django.http import HttpRequest, HttpResponse

from backend.core import printing
from backend.core.http.doors import actor_of, read, router_for
from backend.core.types import Id
from backend.goods.quality import paper
from backend.goods.quality.schemas import (
    ASSAY,
    CERTIFICATE,
    INSPECTION,
    INSPECTION_PLAN,
    NONCONFORMITY,
    OBJECTION_RULE,
    QUALITY_CLAIM,
)

certificates = router_for(CERTIFICATE)


@certificates.get(
    "/{certificate_id}/certificate.pdf",
    operation_id="goods_certificate_pdf",
    url_name="goods_certificate_pdf",
    summary="Print a quality certificate",
    openapi_extra={
        "responses": {
            200: {"description": "PDF", "content": {printing.PDF: {"schema": {"type": "string"}}}}
        }
    },
)
def certificate_pdf(request: HttpRequest, certificate_id: Id) -> HttpResponse:
    """Print the quality certificate of a lot."""
    found = read(CERTIFICATE, actor_of(request), certificate_id)
    return printing.pdf_response(paper.certificate(found), name=f"质量证书-{found.no}")


ROUTERS = {
    "inspection-plans": router_for(INSPECTION_PLAN),
    "inspections": router_for(INSPECTION),
    "certificates": certificates,
    "nonconformities": router_for(NONCONFORMITY),
    "objection-rules": router_for(OBJECTION_RULE),
    "quality-claims": router_for(QUALITY_CLAIM),
    "assays": router_for(ASSAY),
}
