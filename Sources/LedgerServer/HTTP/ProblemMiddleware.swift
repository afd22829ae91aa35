import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever is thrown into problem details. Faults go to the log; that there is too much to do, or an
/// issuer away, is told to who asks alone, since anybody can bring it about.
struct ProblemMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ServerContext,
    next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let problem =
        if let error = error as? HTTPError, error.status == .notFound { Problem.notFound } else {
          Problem(error)
        }
      if problem.status.kind == .serverError, !(error is Problem) {
        context.logger.error(
          "\(problem.code)",
          metadata: [
            "detail": "\(problem.detail)", "error": "\(type(of: error))",
            "trace_id": "\(context.traceID ?? "")",
          ])
      }
      return problem.response()
    }
  }
}
