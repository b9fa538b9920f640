"use strict";

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // Unless it is null, somebody else is asked whether the description is valid.
  validatorUrl: null,
});
